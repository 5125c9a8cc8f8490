/** Counts the waiting messages from the contents of broker and target, not from acknowledgements. */
import type { Database } from "../../harness/services/postgres/database.ts";
import type { Outstanding } from "../../harness/contract/lab.ts";
import {
  type BrokerMessage,
  type BrokerNamespace,
  groupOf,
} from "../../harness/services/broker.ts";
import { opOf } from "./audit.ts";

/** The operations of these messages of a broker; messages without an operation are left out. */
export async function opsOf(
  found: AsyncIterable<BrokerMessage>,
): Promise<{ ops: Set<number>; messages: number }> {
  const ops = new Set<number>();
  let messages = 0;
  for await (const { value } of found) {
    const op = opOf(value);
    if (op === null) continue;
    ops.add(op);
    messages++;
  }
  return { ops, messages };
}

/** Messages that the groups of these targets have not acknowledged, applied or set aside. */
export async function unhandled(
  broker: BrokerNamespace,
  target: Database,
  names: readonly string[],
): Promise<Outstanding> {
  let [lag, waiting, passed] = [0, 0, 0];
  for (const name of names) {
    const open = await broker.lag(groupOf(broker.topic, name)) ?? 0;
    if (open === 0) continue;
    lag += open;
    const left = await leftOf(broker, await handledIn(broker, target, name));
    waiting += left.waiting;
    passed += left.passed;
  }
  const left = waiting + passed;
  return {
    waiting,
    passed,
    messages: (await opsOf(broker.messages())).messages,
    atRest: await broker.atRest(),
    how: lag <= left
      ? []
      : [`${lag} messages are not acknowledged to the broker, and ${left} of them have no effect`],
  };
}

/** The operations that have an effect in this target, were rejected by it, or are dead letters. */
async function handledIn(
  broker: BrokerNamespace,
  target: Database,
  name: string,
): Promise<ReadonlySet<number>> {
  const granted = await target<{ op: bigint }[]>`
    select distinct op from grants where target = ${name}`;
  const rejected = await target<{ message: string }[]>`select message from rejected_messages`;
  const handled = new Set(granted.map(({ op }) => Number(op)));
  for (const { message } of rejected) handled.add(opOf(message) ?? -1);
  for await (const { value } of broker.deadLetters()) handled.add(opOf(value) ?? -1);
  return handled;
}

/** An unhandled message is passed when a later message of its partition is handled. */
async function leftOf(broker: BrokerNamespace, handled: ReadonlySet<number>) {
  const tails = new Map<number, Set<number>>();
  const passed = new Set<number>();
  for await (const { partition, value } of broker.messages()) {
    const op = opOf(value);
    if (op === null) continue;
    const tail = tails.get(partition) ?? new Set();
    tails.set(partition, tail);
    if (!handled.has(op)) {
      tail.add(op);
      continue;
    }
    for (const one of tail) passed.add(one);
    tail.clear();
  }
  const waiting = new Set([...tails.values()].flatMap((tail) => [...tail]));
  return { waiting: waiting.size, passed: passed.size };
}
