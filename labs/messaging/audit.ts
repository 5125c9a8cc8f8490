/** What only this style knows to ask the databases. */
import type { Database } from "../../harness/database.ts";
import type { Aside } from "../../harness/history/event.ts";
import { rejections } from "../login_points/audit.ts";

/** Logins committed and messages that could not be sent yet; grants of the target that has the fewest. */
export async function countsOf(
  source: Database,
  target: Database,
  targets: readonly string[],
): Promise<{ committed: number; waiting: number; applied: number }> {
  const [[a], [b]] = await Promise.all([
    source<[{ committed: bigint; waiting: bigint }]>`
      select (select count(*) from logins) as committed,
        (select count(*) from unsent where status = 'WAITING') as waiting`,
    target<[{ applied: bigint }]>`
      select min(applied) as applied from unnest(${targets}::text[]) as name, lateral (
        select count(distinct op) as applied from grants where target = name) as counted`,
  ]);
  return {
    committed: Number(a.committed),
    waiting: Number(a.waiting),
    applied: Number(b.applied),
  };
}

/** How many of these operations a consumer had in its hand and could not handle; `setAside`: and set aside. */
export async function refusedOf(
  target: Database,
  ops: readonly number[],
  setAside: boolean,
): Promise<number> {
  const [{ refused }] = await target<[{ refused: bigint }]>`
    select count(distinct op) as refused from refusals
    where op = any(${ops}::bigint[]) and (set_aside or not ${setAside})`;
  return Number(refused);
}

/** Messages that the broker refused for good, and those that nobody could read. */
export async function* asides(
  source: Database,
  target: Database,
  epochMs: number,
): AsyncGenerator<Aside> {
  const refused = await source<{ op: bigint; reason: string; at: number }[]>`
    select op, reason, (extract(epoch from written_at) * 1000)::float8 as at
    from unsent where status = 'REFUSED'`;
  for (const { op, reason, at } of refused) {
    yield { at: at - epochMs, kind: "aside", op: Number(op), where: "unsent", reason };
  }
  yield* rejections(target);
}
