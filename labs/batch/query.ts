/** How the producer finds the rows of a day. The sound way marks them; each broken twin stands beside it. */
import { type Database, piece, raw, type Transaction } from "../../harness/roles/role.ts";
import { type BusinessDay, type Calendar, text } from "./business_days.ts";
import type { Totals } from "./files.ts";

/** The next free number of the feed. The exclusive lock of `take` keeps two producers apart. */
const nextSequence = raw("(select coalesce(max(sequence), 0) + 1 from feed_runs)");

/**
 * All rows of a business date, in any zone, and some of its neighbors. The index on the business time
 * finds them; no index has the date.
 */
export const closeTo = (date: string) =>
  piece`business_at >= (${date}::date - 1)::timestamp at time zone 'UTC'
    and business_at < (${date}::date + 2)::timestamp at time zone 'UTC'`;

/**
 * Sound: marks the rows of a day, and the late rows of the days before, in one statement; each row
 * is sent by the one attempt that marked it. The row of `feed_runs` is unique, so a schedule that
 * fires twice takes the day once.
 *
 * @param isLateSkipped broken twin: "this day was sent already", so its late rows never are
 * @returns false where the day is taken already
 */
export async function take(
  sql: Database,
  { date, from, to }: BusinessDay,
  { zone }: Calendar,
  isLateSkipped: boolean,
): Promise<boolean> {
  const day = String(date);
  return await sql.begin(async (tx) => {
    await tx`lock table feed_runs in share row exclusive mode`;
    const taken = await tx`select from feed_runs where feed_date = ${day} limit 1`;
    if (taken.length > 0) return false;
    // Each row is written once: most rows are of the day, and this is its first attempt.
    const marked = await tx<({ feed_date: string } & Counted)[]>`
      with marked as (
        update feed_rows set feed_date = (business_at at time zone ${zone})::date,
          attempt = ((business_at at time zone ${zone})::date = ${day}::date)::int
        where attempt is null and business_at < ${text(to)}::timestamptz
          and (${!isLateSkipped} or business_at >= ${text(from)}::timestamptz)
        returning feed_date, op, points
      )
      select feed_date::text as feed_date, count(*) as count, sum(points)::text as sum,
        bit_xor(op) as xor
      from marked group by marked.feed_date order by marked.feed_date`;
    for (const { feed_date } of marked) if (feed_date !== day) await open(tx, feed_date, null);
    const { count, sum, xor } = marked.find(({ feed_date }) => feed_date === day) ?? none;
    await tx`
      insert into feed_runs (feed_date, attempt, sequence, row_count, point_sum, op_xor)
      select ${day}, 1, ${nextSequence}, ${count}, ${sum}, ${xor}`;
    return true;
  });
}

interface Counted {
  readonly count: bigint;
  readonly sum: string;
  readonly xor: bigint;
}

const none: Counted = { count: 0n, sum: "0", xor: 0n };

/** Opens the next attempt of a date with the rows that are marked with 0, and counts them by the query. */
async function open(tx: Transaction, day: string, replaces: Replaced | null): Promise<void> {
  const sequence = replaces === null ? nextSequence : piece`${replaces.sequence}`;
  await tx`
    with next as (
      select coalesce(max(attempt), 0) + 1 as attempt from feed_runs where feed_date = ${day}
    ), marked as (
      update feed_rows set attempt = next.attempt from next
      where ${closeTo(day)} and feed_date = ${day} and feed_rows.attempt = 0
      returning op, points
    )
    insert into feed_runs (feed_date, attempt, sequence, replaces, row_count, point_sum, op_xor)
    select ${day}, next.attempt, ${sequence}, ${replaces?.attempt ?? null}::int,
      count(op), coalesce(sum(points), 0), coalesce(bit_xor(op), 0)
    from next left join marked on true group by next.attempt`;
}

interface Replaced {
  readonly sequence: number;
  readonly attempt: number;
}

/**
 * B asks for a sequence again: the answer is its next attempt, with the rows of the last one. A
 * request is answered once, and not while an attempt of its sequence is still to be sent.
 */
export async function takeAgain(sql: Database, sequence: number, request: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table feed_runs in share row exclusive mode`;
    const fresh = await tx`
      insert into answered_requests (name) values (${request}) on conflict do nothing returning 1`;
    const [last] = await tx<[{ feed_date: string; attempt: number; status: string }?]>`
      select feed_date::text as feed_date, attempt, status from feed_runs
      where sequence = ${sequence} order by attempt desc limit 1`;
    if (fresh.length === 0 || last?.status !== "SENT") return;
    await tx`
      update feed_rows set attempt = 0
      where ${closeTo(last.feed_date)}
        and feed_date = ${last.feed_date} and attempt = ${last.attempt}`;
    await open(tx, last.feed_date, { sequence, attempt: last.attempt });
  });
}

/** Broken twin: sends the file again under the name that it had. */
export async function sameAgain(sql: Database, sequence: number, request: string): Promise<void> {
  await sql.begin(async (tx) => {
    const fresh = await tx`
      insert into answered_requests (name) values (${request}) on conflict do nothing returning 1`;
    if (fresh.length > 0) {
      await tx`
      update feed_runs set status = 'TAKEN' where sequence = ${sequence}`;
    }
  });
}

/** Broken twin: does not look whether the file arrived before the crash; sends it again with another number. */
export async function renumber(sql: Database): Promise<void> {
  await sql`
    with again as (
      update feed_runs set attempt = attempt + 1 where status = 'TAKEN'
      returning feed_date, attempt
    )
    update feed_rows set attempt = again.attempt from again
    where feed_rows.feed_date = again.feed_date and feed_rows.attempt = again.attempt - 1`;
}

/** Counts one more try of a sending. Resolves with its number. */
export async function tryOf(sql: Database, { date, attempt }: FeedRun): Promise<number> {
  const [{ tries }] = await sql<[{ tries: number }]>`
    update feed_runs set tries = tries + 1
    where feed_date = ${date} and attempt = ${attempt} returning tries`;
  return tries;
}

/** Records that the file and its manifest are on the server. */
export async function recorded(sql: Database, { date, attempt }: FeedRun): Promise<void> {
  await sql`
    update feed_runs set status = 'SENT' where feed_date = ${date} and attempt = ${attempt}`;
}

/** One run of the feed as it must be sent. */
export interface FeedRun extends Totals {
  readonly date: string;
  readonly attempt: number;
  readonly sequence: number;
}

/** The runs that are taken and not recorded as sent, in their order. */
export async function unsent(sql: Database): Promise<FeedRun[]> {
  const rows = await sql<
    { date: string; attempt: number; sequence: number; count: bigint; sum: string; xor: bigint }[]
  >`
    select feed_date::text as date, attempt, sequence, row_count as count,
      point_sum::text as sum, op_xor as xor
    from feed_runs where status = 'TAKEN' order by sequence, attempt`;
  return rows.map((row) => ({ ...row, count: Number(row.count), xor: String(row.xor) }));
}
