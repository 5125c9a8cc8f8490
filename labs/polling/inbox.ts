/** The reads and writes of B's worker in the message table. */
import { amount, choice, type Database, raw } from "../../harness/roles/role.ts";
import { type Row, rowColumns } from "./row.ts";

/** A row that cannot be handled is set aside after this many tries. */
const mostTries = 3;
/** The wait before the second try; each further wait is twice as long. */
const backoffMs = amount("BACKOFF_MS", 200);

/** A worker's claim on a key; null in variants without claims. */
export interface Claim {
  readonly key: string;
  /** Grows with every acquisition. */
  readonly token: bigint;
}

export interface Inbox {
  /**
   * Reads the waiting rows that are due, in order. A row waits behind an earlier row of its key that
   * is not due.
   *
   * @param keys reads only rows of these keys; null reads all
   */
  read(limit: number, keys: readonly string[] | null): Promise<Row[]>;
  /** Marks an applied row. With a claim it does so only while the worker still holds the claim. */
  done(row: Row, claim: Claim | null): Promise<void>;
  /** Postpones a row that could not be handled, or sets it aside after its last try. */
  failed(row: Row, reason: string): Promise<void>;
  /** Broken twin: deletes the rows that it returns, before B has applied them. */
  take(limit: number): Promise<Row[]>;
  /** Broken twin: reserves rows for an owner, without a time limit. */
  own(limit: number, owner: string): Promise<Row[]>;
}

export function openInbox(sql: Database): Inbox {
  const failures = { "backoff": postpone, "none": () => Promise.resolve() };
  const fail = choice("RETRY", failures, "backoff");
  return {
    read: (limit, keys) =>
      sql<Row[]>`
        select ${raw(rowColumns)} from messages
        where status = 'WAITING' and next_attempt_at <= statement_timestamp()
          and (${keys}::text[] is null or message_key = any(${keys}::text[]))
          and not exists (
            select from messages before
            where before.message_key = messages.message_key and before.status = 'WAITING'
              and before.id < messages.id and before.next_attempt_at > statement_timestamp())
        order by messages.id limit ${limit}`,

    // The status is checked, so that a row that somebody set to EXCLUDED meanwhile stays excluded.
    async done(row, claim) {
      await sql`
        update messages set status = 'DONE', processed_at = clock_timestamp()
        where id = ${String(row.id)} and status in ('WAITING', 'TAKEN')
          and (${claim?.token ?? null}::bigint is null or exists (
            select from claims where message_key = ${row.key} and token = ${
        claim?.token ?? null
      }))`;
    },

    failed: (row, reason) => fail(sql, row, reason),

    take: (limit) =>
      sql<Row[]>`
        with gone as (
          delete from messages where id in (
            select id from messages where status = 'WAITING' order by id limit ${limit})
          returning id, message_key, payload)
        select id, message_key as key, payload from gone order by id`,

    own: (limit, owner) =>
      sql<Row[]>`
        with mine as (
          update messages set status = 'TAKEN', owner = ${owner} where id in (
            select id from messages where status = 'WAITING' and next_attempt_at <= clock_timestamp()
            order by id limit ${limit} for update skip locked)
          returning id, message_key, payload)
        select id, message_key as key, payload from mine order by id`,
  };
}

async function postpone(sql: Database, row: Row, reason: string): Promise<void> {
  await sql`
    update messages set
      status = case when fail_count + 1 >= ${mostTries} then 'FAILED' else 'WAITING' end,
      fail_count = fail_count + 1,
      remark = ${reason},
      next_attempt_at = clock_timestamp() + ${backoffMs} * 2 ^ fail_count * interval '1 millisecond',
      failed_at = case when fail_count + 1 >= ${mostTries} then clock_timestamp() end
    where id = ${String(row.id)} and status in ('WAITING', 'TAKEN')`;
}
