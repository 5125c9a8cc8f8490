/** Rows of the staging table become grants. Each broken twin stands beside the sound way. */
import type { Transaction } from "../../harness/roles/role.ts";
import type { Totals } from "./files.ts";

/** Resolves with the number of rows that took effect now. */
export type Insert = (tx: Transaction) => Promise<bigint>;

/** Sound: each row of the feed takes effect once, whichever file brings it. */
export async function byRow(tx: Transaction): Promise<bigint> {
  const [{ fresh }] = await tx<[{ fresh: bigint }]>`
    with fresh as (
      insert into loaded_rows (row_id) select row_id from staging on conflict do nothing
      returning row_id
    ), granted as (
      insert into grants (message_id, op, user_id, seq, points)
      select message_id, op, user_id, seq, points from staging join fresh using (row_id)
      order by line returning 1
    )
    select count(*) as fresh from granted`;
  return fresh;
}

/** Broken twin: each row takes effect each time that a file brings it. */
export const all: Insert = async (tx) => {
  const [{ fresh }] = await tx<[{ fresh: bigint }]>`
    with granted as (
      insert into grants (message_id, op, user_id, seq, points)
      select message_id, op, user_id, seq, points from staging order by line returning 1
    )
    select count(*) as fresh from granted`;
  return fresh;
};

/** Broken twin: reads row ids as doubles. Above 2^53 two neighbors become equal, and one is dropped. */
export async function byNumber(tx: Transaction): Promise<bigint> {
  await tx`update staging set row_id = row_id::float8::bigint`;
  await tx`delete from staging using staging as first
    where first.row_id = staging.row_id and first.line < staging.line`;
  return await byRow(tx);
}

/** The totals of what the target now has of the rows in the staging table. */
export async function totalsOfStaged(tx: Transaction): Promise<Totals> {
  const [{ count, sum, xor }] = await tx<[{ count: bigint; sum: string; xor: bigint }]>`
    select count(*) as count, coalesce(sum(points), 0)::text as sum, coalesce(bit_xor(op), 0) as xor
    from grants where op in (select op from staging)`;
  return { count: Number(count), sum, xor: String(xor) };
}

/** A rejected row counts; its points and its operation may not be readable. */
export const agree = (asked: Totals, { count, sum, xor }: Totals, rejected: number): boolean =>
  count + rejected === asked.count && (rejected > 0 || (sum === asked.sum && xor === asked.xor));
