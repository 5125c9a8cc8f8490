/**
 * Measures the reader of the change log against upper bounds in the same run: `pg_recvlogical`, and
 * the target's own `INSERT … SELECT`. Compare the figures; do not quote one alone. The reader role
 * talks to the servers without a proxy and writes no history.
 */
import { which } from "../../harness/host/programs.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import { sleep } from "../../harness/timer.ts";
import { compareTables } from "./compare_tables.ts";
import { copiedTables, customersBefore } from "./copied_tables.ts";
import { openLog } from "./log/log.ts";
import { publication } from "./style.ts";
import { type BenchStand, openStand } from "./testing/bench_stand.ts";
import { startLoad } from "./testing/customer_load.ts";

/** How often each ratio is measured; every round changes the order of the measurements. */
const rounds = 5;
const changesPerTransaction = 10;
const decodedTransactions = 20_000;
const appliedTransactions = 18_000;
const largeRows = 1_000_000;
const handOvers = 20;
const handOverRate = 2_000;
/** How long the load goes on after the copy, in milliseconds. */
const afterCopyMs = 500;

/** `Deno.bench` calls a function at least three times. Ours repeat by themselves, so only one call measures. */
function bench(name: string, measure: () => Promise<void>): void {
  let measured: Promise<void> | undefined;
  Deno.bench({ name, n: 1, warmup: 0, fn: async () => await (measured ??= measure()) });
}
bench("reading and decoding, against pg_recvlogical", decode);
bench("a transaction of a million rows", applyLarge);
bench("a backlog, against INSERT … SELECT", applyBacklog);
bench(`${handOvers} hand-overs under load`, handOver);

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1_000;
};
const thousands = (count: number) => Math.round(count).toLocaleString("en");
const perSecond = (count: number, seconds: number) =>
  Number.isNaN(seconds) ? "-" : `${thousands(count / seconds)}/s`;
const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
/** The median and all ratios, as text; says so where nothing was measured. */
const shown = (ratios: readonly number[]) =>
  ratios.some(Number.isNaN)
    ? "not measured"
    : `${median(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(", ")})`;

/**
 * Commits transactions of 9 details and 1 login each. The harness's triggers are off: the notes that
 * they keep of each change would double the log.
 */
async function writeLogins(source: Database, count: number): Promise<void> {
  await source.script(`
    alter table logins disable trigger note_login;
    alter table login_details disable trigger note_detail`);
  await source.script(`
    do $$ begin
      set local synchronous_commit = off;
      for n in 0..${count - 1} loop
        insert into login_details (op, i, detail)
          select n, i, 'detail ' || i || ' of login ' || n from generate_series(1, 9) as i;
        insert into logins (op, user_id, seq, points) values (n, 'u' || n % 50, n / 50 + 1, 10);
        commit;
        set local synchronous_commit = off;
      end loop;
    end $$`);
}

const hasProgram = which("pg_recvlogical") !== null;

/** Creates more slots beside the reader's: each has everything that is written from now on. */
async function openSlots({ source, slot }: BenchStand, count: number): Promise<string[]> {
  const slots = Array.from({ length: count }, (_, i) => `${slot.slice(0, 50)}_bench_${i}`);
  for (const one of slots) {
    await source`select pg_create_logical_replication_slot(${one}, 'pgoutput')`;
  }
  return slots;
}

/** The end of the log. A marker follows it, because `pg_recvlogical` stops at the first message after the end. */
async function endOf(source: Database): Promise<string> {
  const [{ end }] = await source<[{ end: string }]>`
    select pg_current_wal_insert_lsn()::text as end`;
  await source`insert into load_markers (id) values (-1)`;
  return end;
}

async function decode(): Promise<void> {
  if (!hasProgram) console.log("pg_recvlogical is not on PATH, so it is left out");
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { read, received } = await decodeRound(round % 2 === 0);
    const rate = (took: number) => perSecond(decodedTransactions * changesPerTransaction, took);
    console.log(`reader ${rate(read)}; pg_recvlogical ${rate(received)}`);
    ratios.push(received / read);
  }
  console.log(`reader / pg_recvlogical = ${shown(ratios)}; the goal is 0.6`);
}

/** Reads the same log in both ways. Resolves with the seconds that each took. */
async function decodeRound(readsFirst: boolean) {
  await using stand = await openStand("saved-position");
  const [ours, theirs] = await openSlots(stand, 2);
  await writeLogins(stand.source, decodedTransactions);
  const end = await endOf(stand.source);
  const readOurs = () => seconds(() => readAll(stand.sourceUrl, ours));
  const early = readsFirst ? await readOurs() : null;
  const received = hasProgram ? await seconds(() => receive(stand, theirs, end)) : NaN;
  return { read: early ?? await readOurs(), received };
}

/** Reads and decodes all changes, and does nothing with them. */
async function readAll(url: string, slot: string): Promise<void> {
  await using log = await openLog({ url, slot, publication, applicationName: "bench" });
  log.start(0n);
  const never = new AbortController().signal;
  for (let left = decodedTransactions * changesPerTransaction; left > 0;) {
    const message = log.messages.take() ?? await log.messages.next(10_000, never);
    if (message?.kind === "insert") left--;
  }
}

/** Receives the same changes by `pg_recvlogical`, which decodes nothing. */
async function receive({ sourceUrl }: BenchStand, slot: string, end: string): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(sourceUrl);
  const connection = ["-h", hostname, "-p", port, "-U", username, "-d", pathname.slice(1)];
  const options = ["-o", "proto_version=1", "-o", `publication_names=${publication}`];
  const { success, stderr } = await new Deno.Command("pg_recvlogical", {
    args: [
      ...connection,
      ...options,
      "--start",
      "--no-loop",
      ...["-S", slot, "-f", "/dev/null", "--endpos", end],
    ],
    env: { PGPASSWORD: password },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function applyLarge(): Promise<void> {
  await using stand = await openStand("saved-position");
  await using reader = await stand.startReader();
  await stand.untilMarker();
  await sleep(1_000);
  const before = reader.rssBytes();
  let most = before;
  const timer = setInterval(() => most = Math.max(most, reader.rssBytes()), 10);
  const tookSeconds = await seconds(async () => {
    await stand.source`
      insert into imports (id, line)
      select i, 'line ' || i || ' of an import in the night'
      from generate_series(1, ${largeRows}::int) as i`;
    await stand.untilMarker();
  });
  clearInterval(timer);
  const [{ copied }] = await stand.target<[{ copied: number }]>`
    select count(*)::int as copied from imports`;
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `${thousands(copied)} rows in ${tookSeconds.toFixed(1)} s, written and applied; ` +
      `the reader grew from ${mebibytes(before)} by ${
        mebibytes(most - before)
      }; the goal is 64 MiB`,
  );
}

/**
 * No reader is faster than the server sends, however fast the target is. To show this bound,
 * `pg_recvlogical` reads the same backlog.
 */
async function applyBacklog(): Promise<void> {
  const [toInsert, toReceive]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const { read, received, inserted } = await backlogRound(round % 2 === 0);
    const rate = (took: number) => perSecond(appliedTransactions * changesPerTransaction, took);
    console.log(
      `reader ${rate(read)}; INSERT … SELECT ${rate(inserted)}; pg_recvlogical ${rate(received)}`,
    );
    toInsert.push(inserted / read);
    toReceive.push(received / read);
  }
  console.log(
    `reader / INSERT … SELECT = ${shown(toInsert)}; the goals are 0.6 and 36,000/s; ` +
      `reader / pg_recvlogical, which applies nothing = ${shown(toReceive)}`,
  );
}

/** One backlog on new servers. Resolves with the seconds that each measurement took. */
async function backlogRound(readsFirst: boolean) {
  await using stand = await openStand("saved-position");
  const { source, target } = stand;
  await stage(target);
  const [slot] = await openSlots(stand, 1);
  await writeLogins(source, appliedTransactions);
  const end = await endOf(source);
  const insert = () => seconds(() => insertStaged(target));
  let inserted = 0;
  if (!readsFirst) {
    inserted = await insert();
    await emptyTarget(target);
  }
  const received = hasProgram ? await seconds(() => receive(stand, slot, end)) : NaN;
  const read = await readBacklog(stand);
  if (readsFirst) {
    await emptyTarget(target);
    inserted = await insert();
  }
  return { read, received, inserted };
}

async function readBacklog(stand: BenchStand): Promise<number> {
  await using _reader = await stand.startReader();
  return await seconds(() => stand.untilMarker());
}

/** Puts the rows of the backlog into separate tables of the target. */
const stage = (target: Database) =>
  target.script(`
    create table staged_logins as
      select n::bigint as op, 'u' || n % 50 as user_id, n / 50 + 1 as seq, 10 as points
      from generate_series(0, ${appliedTransactions - 1}) as n;
    create table staged_details as
      select op, i, 'detail ' || i || ' of login ' || op as detail, 'web' as origin
      from staged_logins, generate_series(1, 9) as i;
    analyze staged_logins; analyze staged_details`);

const emptyTarget = (target: Database) =>
  target.script(`
    truncate login_details; truncate applied_changes; truncate grant_locks; truncate grants;
    truncate withdrawn_grants`);

const insertStaged = (target: Database) =>
  target.script(`
    begin;
    insert into login_details (op, i, detail, origin)
      select op, i, detail, origin from staged_details;
    insert into grants (message_id, op, user_id, seq, points)
      select md5('login ' || op)::uuid, op, user_id, seq, points from staged_logins order by op;
    commit`);

async function handOver(): Promise<void> {
  await using stand = await openStand("snapshot");
  const { source, target } = stand;
  const sum = { missing: 0, extra: 0, different: 0 };
  const [copyMs, rates]: [number[], number[]] = [[], []];
  for (let run = 0; run < handOvers; run++) {
    if (run > 0) await forgetAll(stand);
    const load = startLoad(source, handOverRate);
    await sleep(200);
    {
      await using _reader = await stand.startReader();
      copyMs.push(1_000 * await seconds(() => untilPosition(target)));
      await sleep(afterCopyMs);
      rates.push(await load.end());
      await stand.untilMarker();
    }
    const difference = await compareTables(source, target, copiedTables.customers);
    for (const kind of ["missing", "extra", "different"] as const) sum[kind] += difference[kind];
    if (difference.first.length > 0) console.log(`run ${run + 1}: ${difference.first.join("; ")}`);
  }
  console.log(
    `${handOvers} hand-overs of ${thousands(customersBefore)} rows at ` +
      `${thousands(Math.min(...rates))} to ${thousands(Math.max(...rates))} changes a second, ` +
      `copied in ${thousands(median(copyMs))} ms: ${sum.missing} lost, ${sum.different} stale, ` +
      `${sum.extra} extra`,
  );
}

/** Restores the state before the first run, as if no reader had ever been there. */
async function forgetAll({ source, target, slot }: BenchStand): Promise<void> {
  await source`select pg_drop_replication_slot(${slot})`;
  await target.script("truncate positions; truncate customers");
  await source.script(`
    truncate customers;
    insert into customers (id, name, city, version)
    select i, 'customer ' || i, 'city ' || i % 1000, 1 from generate_series(1, ${customersBefore}) as i`);
}

async function untilPosition(target: Database): Promise<void> {
  while ((await target`select from positions`).length === 0) await sleep(5);
}
