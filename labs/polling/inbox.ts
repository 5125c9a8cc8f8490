/** The message table as B's worker reads it and writes to it. */
import { amount, choice, type Database, raw } from "../../harness/roles/role.ts";
import { type Row, rowColumns } from "./row.ts";

/** A row that cannot be handled is set aside after so many tries. */
const mostTries = 3;
/** The first wait before another try; each further one is twice as long. */
const backoffMs = amount("BACKOFF_MS", 200);

/** What a worker holds of a key; null where nobody claims. */
export interface Claim {
  readonly key: string;
  /** Another one for every acquisition, growing. */
  readonly token: bigint;
}

export interface Inbox {
  /**
   * Rows that wait and are due, in order. A row of a key behind one that is not due waits for it.
   *
   * @param keys of these alone
   */
  read(limit: number, keys: readonly string[] | null): Promise<Row[]>;
  /** This row is applied. With a claim it is marked only by who still holds that. */
  done(row: Row, claim: Claim | null): Promise<void>;
  /** This row could not be handled: it is tried again later, or set aside after its last try. */
  failed(row: Row, reason: string): Promise<void>;
  /** Broken twin: takes rows away before they are worked on. */
  take(limit: number): Promise<Row[]>;
  /** Broken twin: takes rows by the name of an owner, and no time ends that. */
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

    // Guarded: a row that somebody set to EXCLUDED meanwhile stays excluded.
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
