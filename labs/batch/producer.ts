/** Role `producer`, A's nightly job: takes the rows of each business day and sends them as a file. */
import {
  amount,
  choice,
  leave,
  openClock,
  openDatabase,
  openRole,
  point,
  setting,
} from "../../harness/roles/role.ts";
import { type BusinessDay, businessDay } from "./business_days.ts";
import { formats } from "./formats/mod.ts";
import { sequenceIn } from "./files.ts";
import { pick } from "./picked.ts";
import {
  type FeedRun,
  recorded,
  renumber,
  sameAgain,
  take,
  takeAgain,
  tryOf,
  unsent,
} from "./query.ts";
import { opsOf, rowsOf, rowSource } from "./sending.ts";
import { transfers } from "./transfers/mod.ts";
import { windows } from "./windows.ts";
import { calendarSetting, takeTurns } from "./job.ts";

openRole();
const calendar = calendarSetting();
const format = choice("FORMAT", formats, "csv");
const rows = rowSource();
const windowName = choice("WINDOW", names(windows), "half-open");
const mostRows = amount("ROW_LIMIT", 0);
const isUnguarded = choice("GUARD", { "unique": false, "none": true }, "unique");
const isLateSkipped = choice("LATE", { "reopen": false, "skip": true }, "reopen");
const isNewAttempt = choice(
  "RETRY",
  { "same-attempt": false, "new-attempt": true },
  "same-attempt",
);
const again = choice("RESEND", { "new-attempt": takeAgain, "same-name": sameAgain }, "new-attempt");
const openTransfer = choice("TRANSFER", transfers, "sftp");

const source = openDatabase({ url: setting("SOURCE_URL"), max: 3 });
using transfer = openTransfer();
const clock = openClock();

let next = calendar.start;
if (isNewAttempt) await renumber(source);

await takeTurns(turn);
await leave(source);

async function turn(): Promise<void> {
  const { instant } = await clock.now();
  for (;;) {
    const day = businessDay(next, calendar);
    if (Temporal.Instant.compare(day.schedule, instant) > 0) break;
    await takeDay(day);
    next = next.add({ days: 1 });
    await sendAll();
  }
  await sendAll();
  for (const name of await transfer.requests()) {
    await again(source, sequenceIn(name)!, name);
  }
}

function takeDay(day: BusinessDay): Promise<boolean> {
  if (rows === "marked") return take(source, day, calendar, isLateSkipped);
  const limit = mostRows === 0 ? null : mostRows;
  return pick(source, day, calendar, { name: windowName, mostRows: limit, isUnguarded });
}

async function sendAll(): Promise<void> {
  for (const run of await unsent(source)) await sendOne(run);
}

async function sendOne(run: FeedRun): Promise<void> {
  const about = { ops: await opsOf(source, run, rows), position: run.sequence };
  await point("after-query", about);
  await transfer.send({
    run,
    format,
    tryNumber: await tryOf(source, run),
    ops: about.ops,
    content: () => format.encode(rowsOf(source, run, rows)),
  });
  await recorded(source, run);
}

function names<K extends string>(all: Readonly<Record<K, unknown>>): Readonly<Record<K, K>> {
  return Object.fromEntries(Object.keys(all).map((name) => [name, name])) as Record<K, K>;
}
