/** Broken twins of `take`: they choose the rows of a day by a window of time and mark nothing. */
import { type Database, piece, type Transaction } from "../../harness/roles/role.ts";
import type { BusinessDay, Calendar } from "./business_days.ts";
import { type Window, type WindowName, windows } from "./windows.ts";

interface Choosing {
  readonly name: WindowName;
  /** Broken twin: takes no more rows than a program can hold, and silently drops the others. */
  readonly mostRows: number | null;
  /** Broken twin: does not ask whether another producer took the day. */
  readonly isUnguarded: boolean;
}

/** @returns false where the day is taken already */
export async function pick(
  sql: Database,
  day: BusinessDay,
  calendar: Calendar,
  { name, mostRows, isUnguarded }: Choosing,
): Promise<boolean> {
  const date = String(day.date);
  return await sql.begin(async (tx) => {
    const taken = await tx`select from feed_runs where feed_date = ${date} limit 1`;
    if (taken.length > 0 && !isUnguarded) return false;
    const window = windows[name](day, calendar, await lastOf(tx));
    const [{ attempt }] = await tx<[{ attempt: number }]>`
      insert into feed_runs (feed_date, attempt, sequence, row_count, point_sum, op_xor)
      select ${date}, (select count(*) + 1 from feed_runs where feed_date = ${date}),
        (select coalesce(max(sequence), 0) + 1 from feed_runs), 0, 0, 0
      returning attempt`;
    await tx`
      insert into picked_rows (feed_date, attempt, row_id)
      select ${date}, ${attempt}, row_id from feed_rows
      where ${conditionOf(window, calendar)}
      order by business_at, seq limit ${mostRows}::bigint`;
    await count(tx, date, attempt);
    return true;
  });
}

async function lastOf(tx: Transaction): Promise<string | null> {
  const [{ last }] = await tx<[{ last: string | null }]>`
    select to_char(max(business_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last
    from picked_rows join feed_rows using (row_id)`;
  return last;
}

function conditionOf({ by, from, isFromOpen, to, isToClosed }: Window, { zone }: Calendar) {
  const [column, first, last] = by === "instant"
    ? [piece`business_at`, piece`${from}::timestamptz`, piece`${to}::timestamptz`]
    : [piece`business_at at time zone ${zone}`, piece`${from}::timestamp`, piece`${to}::timestamp`];
  const above = isFromOpen ? piece`${column} > ${first}` : piece`${column} >= ${first}`;
  const below = isToClosed ? piece`${column} <= ${last}` : piece`${column} < ${last}`;
  return piece`${above} and ${below}`;
}

/** The totals of what was picked: of the rows that the file will have, and not of the query. */
async function count(tx: Transaction, date: string, attempt: number): Promise<void> {
  await tx`
    update feed_runs set row_count = count, point_sum = sum, op_xor = xor
    from (
      select count(*) as count, coalesce(sum(points), 0) as sum, coalesce(bit_xor(op), 0) as xor
      from picked_rows join feed_rows using (row_id)
      where picked_rows.feed_date = ${date} and picked_rows.attempt = ${attempt}
    ) as picked
    where feed_date = ${date} and attempt = ${attempt}`;
}
