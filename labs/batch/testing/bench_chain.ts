/** A million rows from the source to the target, by the producer and the loader as a run starts them. */
import { openSftp } from "../../../harness/services/sftp/client.ts";
import { sleep } from "../../../harness/timer.ts";
import {
  type BusinessDay,
  businessDay,
  type Calendar,
  calendarOf,
  text,
} from "../business_days.ts";
import { formats } from "../formats/mod.ts";
import type { Manifest } from "../files.ts";
import type { Found } from "../load.ts";
import type { FeedRun } from "../query.ts";
import { digestOf, rowsOf } from "../sending.ts";
import { busy, mebibytes, seconds, thousands } from "./bench_figures.ts";
import { measureLoad } from "./bench_load.ts";
import { type BenchStand, openStand, startRole } from "./bench_stand.ts";

const rowCount = 1_000_000;
const lookMs = 20;

export async function measureChain(): Promise<void> {
  await using stand = await openStand();
  const calendar = calendarOf((name) => stand.env[name.toUpperCase().replaceAll("-", "_")]);
  const day = businessDay(calendar.start, calendar);
  await fill(stand, day);
  const chain = await runChain(stand, calendar, day);
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/points.csv`;
    const stages = await measureStages(stand, file);
    const load = await measureLoad(stand.targetUrl, await foundOf(stand, file), folder);
    show(chain, { ...stages, load });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** In place of logins: they would take minutes. */
async function fill({ source }: BenchStand, { from, to }: BusinessDay): Promise<void> {
  await source.script(`
    insert into feed_rows (row_id, op, user_id, seq, note, points, message_id, business_at)
    select 9007199254740993 + i, i, 'user-' || i % 50, i / 50 + 1,
      case i % 7 when 3 then E'first line\\nsecond line' when 5 then 'she said "yes", twice' else '' end,
      i % 1000 + 1, md5('login ' || i)::uuid,
      '${text(from)}'::timestamptz + i * ('${text(to)}'::timestamptz - '${
    text(from)
  }') / ${rowCount}
    from generate_series(0, ${rowCount - 1}) as i;
    analyze feed_rows`);
}

/** The evening on which the rows of the day are due. */
function openClock({ zone }: Calendar, { schedule }: BusinessDay) {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ now: text(schedule), zone }),
  );
}

interface Chain {
  readonly taken: number;
  readonly sent: number;
  readonly loaded: number;
  readonly producerBytes: number;
  readonly loaderBytes: number;
}

async function runChain(stand: BenchStand, calendar: Calendar, day: BusinessDay): Promise<Chain> {
  const { source, target } = stand;
  await using clock = openClock(calendar, day);
  const env = { ...stand.env, ASYNCLAB_CLOCK: `http://127.0.0.1:${clock.addr.port}/` };
  await using loader = await startRole("loader", env);
  const startMs = performance.now();
  const since = () => (performance.now() - startMs) / 1_000;
  await using producer = await startRole("producer", env);
  const taken = await until(() => source`select from feed_runs`).then(since);
  const sent = await until(() => source`select from feed_runs where status = 'SENT'`).then(since);
  const loaded = await until(() => target`select from feed_files`).then(since);
  const [producerBytes, loaderBytes] = [producer.mostBytes(), loader.mostBytes()];
  const [{ count }] = await target<[{ count: bigint }]>`select count(*) as count from grants`;
  if (Number(count) !== rowCount) throw new Error(`${count} rows were loaded, not ${rowCount}`);
  return { taken, sent, loaded, producerBytes, loaderBytes };
}

async function until(found: () => Promise<unknown[]>): Promise<void> {
  while ((await found()).length === 0) await sleep(lookMs);
}

/** Each alone, in seconds. */
async function measureStages({ source, fileServer }: BenchStand, file: string) {
  const [run] = await source<[FeedRun]>`select feed_date::text as date, attempt from feed_runs`;
  const rows = rowsOf(source, run, "marked");
  const query = await seconds(() =>
    Deno.writeFile(file, ReadableStream.from(formats.csv.encode(rows)))
  );
  using sftp = openSftp(fileServer);
  const content = async () => (await Deno.open(file)).readable;
  const upload = await seconds(async () => await sftp.put(await content(), "inbox/again.part"));
  const verify = await seconds(async () => await digestOf((await sftp.get("inbox/again.part"))!));
  return { "query and encode": query, upload, verify };
}

/** The file that the chain loaded, from this machine's disk. */
async function foundOf({ target, files }: BenchStand, path: string): Promise<Found> {
  const [{ name }] = await target<[{ name: string }]>`select file as name from feed_files`;
  const manifestName = name.replace(".csv", ".manifest");
  const text = new TextDecoder().decode((await files.read(`done/${manifestName}`))!);
  const manifest: Manifest = JSON.parse(text);
  const content = async function* () {
    yield* (await Deno.open(path)).readable;
  };
  return { ...manifest, name, manifest, manifestName, content };
}

function show(chain: Chain, stages: Readonly<Record<string, number>>): void {
  const { taken, sent, loaded, producerBytes, loaderBytes } = chain;
  const slowest = Math.max(...Object.values(stages));
  const each = Object.entries(stages).map(([name, took]) => `${name} ${took.toFixed(1)} s`);
  console.log(
    `${thousands(rowCount)} rows in ${loaded.toFixed(1)} s: marked after ${taken.toFixed(1)} s, ` +
      `sent after ${sent.toFixed(1)} s; alone: ${each.join(", ")}; ${busy()}`,
  );
  console.log(
    `the chain / its slowest stage = ${(slowest / loaded).toFixed(2)}; the goal is 0.7; ` +
      `producer ${mebibytes(producerBytes)}, loader ${mebibytes(loaderBytes)}; the goal is 128 MiB`,
  );
}
