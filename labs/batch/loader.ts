/** Role `loader`, B's job: loads the files of the inbox in their order, and asks for those that are missing. */
import {
  amount,
  choice,
  leave,
  openClock,
  openDatabase,
  openRole,
  point,
  setting,
  stopping,
} from "../../harness/roles/role.ts";
import { businessDay } from "./business_days.ts";
import { formats } from "./formats/mod.ts";
import { openInbox } from "./inbox.ts";
import { rejectedLines } from "./rejected.ts";
import { BadFile, type Found, openLoad } from "./load.ts";
import { calendarSetting, takeTurns } from "./job.ts";

openRole();
const calendar = calendarSetting();
const format = choice("FORMAT", formats, "csv");
const isDeletedFirst = choice(
  "REMOVE",
  { "after-commit": false, "before-commit": true },
  "after-commit",
);
const isKnown = choice("KNOWN", { "file": byFile, "name": byName, "nothing": never }, "file");
const askAgainMs = amount("ASK_AGAIN_MS", 3_000);
const isStrict = choice("ORDER", { "strict": true, "none": false }, "strict");
const asks = choice("ASK", { "calendar": true, "never": false }, "calendar");

const target = openDatabase({ url: setting("TARGET_URL"), max: 2 });
const load = openLoad(target);
using inbox = openInbox();
const clock = openClock();

/** The first business day that is not known to be loaded. */
let unchecked = calendar.start;
let asked = { sequence: 0, atMs: 0 };

await takeTurns(turn);
await leave(target);

/** Sound: asks for what is missing. Broken twin: waits for what comes. */
async function turn(): Promise<void> {
  await loadAll();
  if (asks) await askForMissing();
}

async function loadAll(): Promise<void> {
  const found = await inbox.scan();
  if (found.length > 0) await point("after-scan", { ops: [], position: found[0].sequence });
  let last = await lastSequence();
  for (const file of found) {
    if (stopping.aborted) return;
    // A later file waits for the one before it. An earlier number is a file that comes again.
    if (isStrict && file.sequence > last + 1) return;
    if (await one(file)) last = Math.max(last, file.sequence);
  }
}

/** Returns false where the file could not be loaded. */
async function one(file: Found): Promise<boolean> {
  try {
    if (await isKnown(file)) {
      await inbox.move(file, "done");
      return true;
    }
    const { ops, rejected } = await load(
      file,
      format,
      () => isDeletedFirst ? inbox.remove(file) : Promise.resolve(),
    );
    await point("after-commit-before-move", { ops, position: file.sequence });
    if (rejected > 0) await inbox.reject(`${file.name}.jsonl`, rejectedLines(target, file));
    if (!isDeletedFirst) await inbox.move(file, "done");
    return true;
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    console.error(`set aside: ${error.message}`);
    await inbox.move(file, "aside");
    return false;
  }
}

/** Sound: a file's row is committed with its content. The same file with another hash is bad. */
async function byFile({ name, date, attempt, manifest }: Found): Promise<boolean> {
  const [known] = await target<[{ sha256: string }?]>`
    select sha256 from feed_files where feed_date = ${date} and attempt = ${attempt}`;
  if (known === undefined || manifest === null) return false;
  if (known.sha256 === manifest.sha256) return true;
  throw new BadFile(`'${name}' was loaded with another content`);
}

/** Broken twin: a name that was seen once is never read again, whatever became of it. */
async function byName({ name }: Found): Promise<boolean> {
  const fresh = await target`
    insert into known_names (name) values (${name}) on conflict do nothing returning 1`;
  return fresh.length === 0;
}

/** Broken twin: each file in the inbox is new. */
function never(): Promise<boolean> {
  return Promise.resolve(false);
}

async function lastSequence(): Promise<number> {
  const [{ last }] = await target<[{ last: number }]>`
    select coalesce(max(sequence), 0) as last from feed_files`;
  return last;
}

/**
 * The expected-file calendar: when a day's check has passed and its file is not loaded, the next
 * sequence is missing or bad. It is asked for again until it is loaded, since the answer may be lost
 * too.
 */
async function askForMissing(): Promise<void> {
  const { instant } = await clock.now();
  for (;; unchecked = unchecked.add({ days: 1 })) {
    const { check, date } = businessDay(unchecked, calendar);
    if (Temporal.Instant.compare(check, instant) > 0) return;
    const day = String(date);
    const loaded = await target`select from feed_files where feed_date = ${day} limit 1`;
    if (loaded.length > 0) continue;
    const sequence = await lastSequence() + 1;
    const isSame = asked.sequence === sequence && performance.now() - asked.atMs < askAgainMs;
    if (isSame) return;
    await inbox.ask(sequence, day);
    asked = { sequence, atMs: performance.now() };
    return;
  }
}
