/** What only this style knows to ask the databases. */
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

/** How many of these operations a consumer had in its hand and could not handle; `givenUp`: and tried no more. */
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

/** The dead-letter queue of one run, with what stood in it before. */
export class Buried {
  readonly #broker: BrokerNamespace;
  readonly #seen = new Set<number>();
  constructor(broker: BrokerNamespace) {
    this.#broker = broker;
  }

  /** How many of these operations were seen in it, now or when this was asked before. */
  async count(ops: readonly number[]): Promise<number> {
    for await (const { value } of this.#broker.deadLetters()) {
      const op = opOf(value);
      if (op !== null) this.#seen.add(op);
    }
    return ops.filter((op) => this.#seen.has(op)).length;
  }
}

/**
 * Messages that the broker refused for good, and those that were given up and handled after all: these have their effect, and no place in the order. That a consumer gave
 * one up excuses no loss: it has to stand in the dead-letter queue.
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
