/**
 * The failure log, in the source: grants that are still owed, each with the time of its next
 * attempt. A row is deleted when its grant is made.
 */
import { ExponentialBackoff } from "cockatiel";
import { type Database, idle, type Query, stopping } from "../../harness/roles/role.ts";
import type { LoggedIn } from "./message.ts";

/** The lease is longer than any call: until it ends no other process tries the same grant. */
const leaseMs = 2_000;
const batchRows = 16;
const pollMs = 50;
const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 2_000 });

/** The wait before attempt number `attempts` + 1: exponential, with jitter, from 100 ms to 2 s. */
export function delayMsAfter(attempts: number): number {
  let delay = backoff.next();
  for (let i = 1; i < Math.min(attempts, 10); i++) delay = delay.next(undefined);
  return Math.round(delay.duration);
}

/** Writes a grant that is owed from now on. The writer makes the first attempt itself. */
export async function owe(sql: Query, { messageId, op, ...rest }: LoggedIn): Promise<void> {
  await sql`
    insert into failure_log (message_id, op, payload, attempts, due_at)
    values (${messageId}, ${op}, ${JSON.stringify({ messageId, op, ...rest })}, 1,
      clock_timestamp() + ${leaseMs} * interval '1 ms')
    on conflict do nothing`;
}

export async function settle(sql: Query, { messageId }: LoggedIn): Promise<void> {
  await sql`delete from failure_log where message_id = ${messageId}`;
}

/** Makes a grant due again after a failed attempt. */
export async function postpone(
  sql: Query,
  { messageId }: LoggedIn,
  attempts: number,
  reason: string,
): Promise<void> {
  await sql`
    update failure_log set reason = ${reason},
      due_at = clock_timestamp() + ${delayMsAfter(attempts)} * interval '1 ms'
    where message_id = ${messageId} and status = 'WAITING'`;
}

/** Keeps a grant that was refused for good: people can see it, and it is never tried again. */
export async function setAside(
  sql: Query,
  { messageId }: LoggedIn,
  reason: string,
): Promise<void> {
  await sql`
    update failure_log set status = 'REFUSED', reason = ${reason}, refused_at = clock_timestamp()
    where message_id = ${messageId}`;
}

/** Tries the due grants, some at a time, until SIGTERM. `attempt` settles each, postpones it or sets it aside. */
export async function redrive(
  sql: Database,
  attempt: (message: LoggedIn, attempts: number) => Promise<void>,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      const due = await takeDue(sql);
      await Promise.all(due.map(({ payload, attempts }) => attempt(JSON.parse(payload), attempts)));
      if (due.length > 0) continue;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
    await idle(pollMs);
  }
}

/** Takes due rows with a lease: if the process dies, its rows are due again when the lease ends. */
async function takeDue(sql: Database): Promise<{ payload: string; attempts: number }[]> {
  return await sql<{ payload: string; attempts: number }[]>`
    update failure_log set attempts = attempts + 1,
      due_at = clock_timestamp() + ${leaseMs} * interval '1 ms'
    where message_id in (
      select message_id from failure_log
      where status = 'WAITING' and due_at <= clock_timestamp()
      order by due_at limit ${batchRows} for update skip locked)
    returning payload, attempts`;
}
