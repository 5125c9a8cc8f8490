/** Reads the tables that only messaging has. */
import type { Database } from "../../harness/services/postgres/database.ts";
import type { Aside } from "../../harness/history/event.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";
import { opOf } from "../login_points/audit.ts";

/** Messages that could not be sent yet. */
export async function unsentIn(source: Database): Promise<number> {
  const [{ waiting }] = await source<[{ waiting: bigint }]>`
    select count(*) as waiting from unsent where status = 'WAITING'`;
  return Number(waiting);
}

/** Messages that were kept because their send failed, with those that the broker will never take. */
export async function keptIn(source: Database): Promise<number> {
  const [{ kept }] = await source<[{ kept: bigint }]>`select count(*) as kept from unsent`;
  return Number(kept);
}

/** Counts those operations that a consumer could not handle; with `givenUp`, only those that it gave up. */
export async function refusedOf(
  target: Database,
  ops: readonly number[],
  givenUp: boolean,
): Promise<number> {
  const [{ refused }] = await target<[{ refused: bigint }]>`
    select count(distinct op) as refused from refusals
    where op = any(${ops}::bigint[]) and (set_aside or not ${givenUp})`;
  return Number(refused);
}

/** The dead-letter queue of one run; it remembers letters that have left the queue. */
export class Buried {
  readonly #broker: BrokerNamespace;
  readonly #seen = new Set<number>();
  constructor(broker: BrokerNamespace) {
    this.#broker = broker;
  }

  /** How many of these operations were seen in the queue, by this or an earlier call. */
  async count(ops: readonly number[]): Promise<number> {
    for await (const { value } of this.#broker.deadLetters()) {
      const op = opOf(value);
      if (op !== null) this.#seen.add(op);
    }
    return ops.filter((op) => this.#seen.has(op)).length;
  }
}

/**
 * Messages that the broker refused for good, and messages that a consumer gave up and handled later.
 * The latter have their effect, but no place in the order. A message that was given up and has no
 * effect must be in the dead-letter queue; otherwise it counts as lost.
 */
export async function* asides(
  source: Database,
  target: Database,
  epochMs: number,
): AsyncGenerator<Aside> {
  const refused = await source<{ op: bigint; reason: string; at: number }[]>`
    select op, reason, (extract(epoch from written_at) * 1000)::float8 as at
    from unsent where status = 'REFUSED'`;
  const side = "sender";
  for (const { op, reason, at } of refused) {
    yield { at: at - epochMs, kind: "aside", op: Number(op), where: "unsent", side, reason };
  }
  const afterAll = await target<{ op: bigint; target: string; reason: string; at: number }[]>`
    select op, target, reason, (extract(epoch from refused_at) * 1000)::float8 as at
    from refusals where set_aside
      and exists (select from grants where grants.op = refusals.op and grants.target = refusals.target)`;
  for (const { op, target: where, reason, at } of afterAll) {
    const side = "consumer";
    yield { at: at - epochMs, kind: "aside", op: Number(op), where, side, reason };
  }
}
