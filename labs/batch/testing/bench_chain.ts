/**
 * A million rows from the source to the target, by the producer and the loader as a run starts them: as
 * several business days, whose work overlaps, and as one.
 */
import { sleep } from "../../../harness/timer.ts";
import {
  type BusinessDay,
  businessDay,
  type Calendar,
  calendarOf,
  text,
} from "../business_days.ts";
import type { Manifest } from "../files.ts";
import type { Found } from "../load.ts";
import { busy, mebibytes, thousands } from "./bench_figures.ts";
import { measureLoad } from "./bench_load.ts";
import { type BenchRole, startRole } from "../../../testing/bench_role.ts";
import { batch } from "../lab.ts";
import { type BenchStand, openStand } from "./bench_stand.ts";

const rowCount = 1_000_000;
const severalDays = 4;
const lookMs = 20;

export async function measureChain(): Promise<void> {
  const together = await onDays(severalDays, bothAtOnce);
  show(`${severalDays} days`, together);
  const apart = await onDays(severalDays, oneByOne);
  show(`${severalDays} days, the loader after the producer`, apart);
  const single = await onDays(1, async (work) => {
    const chain = await bothAtOnce(work);
    await measureLoadOf(work.stand);
    return chain;
  });
  show("one day", single);
  // The stages of one day follow one another, so each of them had the machine for itself.
  console.log(
    `the chain / its slowest stage alone = ${ratio(apart, together)} over ${severalDays} days; ` +
      `the goal is 0.7; ${ratio(single, single)} for one day`,
  );
}

interface Work {
  readonly stand: BenchStand;
  readonly dayCount: number;
  /** Starts a role on the evening of the last day: all rows are due. */
  start(role: "producer" | "loader"): Promise<BenchRole>;
}

async function onDays<T>(dayCount: number, measure: (work: Work) => Promise<T>): Promise<T> {
  await using stand = await openStand();
  const calendar = calendarOf((name) => stand.env[name.toUpperCase().replaceAll("-", "_")]);
  const rows = rowCount / dayCount;
  const days = Array.from(
    { length: dayCount },
    (_, n) => businessDay(calendar.start.add({ days: n }), calendar),
  );
  for (const [n, day] of days.entries()) await fill(stand, day, n * rows, rows);
  await using clock = openClock(calendar, days.at(-1)!);
  const env = { ...stand.env, ASYNCLAB_CLOCK: `http://127.0.0.1:${clock.addr.port}/` };
  return await measure({
    stand,
    dayCount,
    start: (role) => startRole(batch.roles[role].program, env),
  });
}

/** In place of logins: they would take minutes. */
async function fill(
  { source }: BenchStand,
  { from, to }: BusinessDay,
  first: number,
  rows: number,
) {
  const [start, end] = [text(from), text(to)];
  await source.script(`
    insert into feed_rows (row_id, op, user_id, seq, note, points, message_id, business_at)
    select 9007199254740993 + i, i, 'user-' || i % 50, i / 50 + 1,
      case i % 7 when 3 then E'first line\\nsecond line' when 5 then 'she said "yes", twice' else '' end,
      i % 1000 + 1, md5('login ' || i)::uuid,
      '${start}'::timestamptz + (i - ${first}) * ('${end}'::timestamptz - '${start}') / ${rows}
    from generate_series(${first}, ${first + rows - 1}) as i;
    analyze feed_rows`);
}

function openClock({ zone }: Calendar, { schedule }: BusinessDay) {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ now: text(schedule), zone }),
  );
}

/** Seconds: of all days in each stage, and of the whole. The most memory of each role, in bytes. */
interface Chain {
  readonly stages: Readonly<Record<"marking" | "sending" | "loading", number>>;
  readonly all: number;
  readonly producerBytes: number;
  readonly loaderBytes: number;
}

/** As in a run. */
async function bothAtOnce({ stand, dayCount, start }: Work): Promise<Chain> {
  await using loader = await start("loader");
  await using producer = await start("producer");
  const since = stopwatch();
  const [sent, all] = await Promise.all([
    watchProducer(stand, dayCount, since),
    watchLoader(stand, dayCount, since),
  ]);
  await mustBeLoaded(stand);
  const { firstSent, ...producing } = sent;
  const stages = { ...producing, loading: all - firstSent };
  return { stages, all, producerBytes: producer.mostBytes(), loaderBytes: loader.mostBytes() };
}

/** The loader starts when the producer has ended: each has the machine for itself. */
async function oneByOne({ stand, dayCount, start }: Work): Promise<Chain> {
  const { producerBytes, marking, sending } = await produceAlone();
  await using loader = await start("loader");
  const loading = await watchLoader(stand, dayCount, stopwatch());
  await mustBeLoaded(stand);
  const stages = { marking, sending, loading };
  const all = marking + sending + loading;
  return { stages, all, producerBytes, loaderBytes: loader.mostBytes() };

  async function produceAlone() {
    await using producer = await start("producer");
    const sent = await watchProducer(stand, dayCount, stopwatch());
    return { ...sent, producerBytes: producer.mostBytes() };
  }
}

/** The two are measured one after the other: other work on the machine may slow one of them alone. */
function ratio(alone: Chain, chain: Chain): string {
  const found = Math.max(...Object.values(alone.stages)) / chain.all;
  return found <= 1
    ? found.toFixed(2)
    : `unknown (${found.toFixed(2)}: a stage alone cannot take longer than the chain)`;
}

function stopwatch(): () => number {
  const startMs = performance.now();
  return () => (performance.now() - startMs) / 1_000;
}

/** The producer takes a day, then sends it, then takes the next one. */
async function watchProducer({ source }: BenchStand, dayCount: number, since: () => number) {
  let [marking, sending, firstSent, last] = [0, 0, 0, 0];
  for (let days = 1; days <= dayCount; days++) {
    await until(() => source`select from feed_runs`, days);
    const taken = since();
    await until(() => source`select from feed_runs where status = 'SENT'`, days);
    const sent = since();
    marking += taken - last;
    sending += sent - taken;
    if (days === 1) firstSent = sent;
    last = sent;
  }
  return { marking, sending, firstSent };
}

async function watchLoader({ target }: BenchStand, dayCount: number, since: () => number) {
  await until(() => target`select from feed_files`, dayCount);
  return since();
}

async function until(found: () => Promise<unknown[]>, count: number): Promise<void> {
  while ((await found()).length < count) await sleep(lookMs);
}

async function mustBeLoaded({ target }: BenchStand): Promise<void> {
  const [{ count }] = await target<[{ count: bigint }]>`select count(*) as count from grants`;
  if (Number(count) !== rowCount) throw new Error(`${count} rows were loaded, not ${rowCount}`);
}

/** Loads the file that the chain has loaded again, from this machine's disk, as `psql` does. */
async function measureLoadOf({ target, targetUrl, files }: BenchStand): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const [{ name }] = await target<[{ name: string }]>`select file as name from feed_files`;
    const manifestName = name.replace(".csv", ".manifest");
    const text = new TextDecoder().decode((await files.read(`done/${manifestName}`))!);
    const manifest: Manifest = JSON.parse(text);
    const path = `${folder}/points.csv`;
    await Deno.writeFile(path, (await files.read(`done/${name}`))!);
    const content = async function* () {
      yield* (await Deno.open(path)).readable;
    };
    const found: Found = { ...manifest, name, manifest, manifestName, content };
    await measureLoad(targetUrl, found, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function show(what: string, { stages, all, producerBytes, loaderBytes }: Chain): void {
  const each = Object.entries(stages).map(([name, took]) => `${name} ${took.toFixed(1)} s`);
  console.log(
    `${thousands(rowCount)} rows of ${what} in ${all.toFixed(1)} s: ${each.join(", ")}; ` +
      `producer ${mebibytes(producerBytes)}, loader ${mebibytes(loaderBytes)}; ` +
      `the goal is 128 MiB; ${busy()}`,
  );
}
