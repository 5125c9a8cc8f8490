/** What waits in a broker by what stands in it and in the target, whatever its consumers acknowledged. */
import type { Database } from "../../harness/database.ts";
import type { Outstanding } from "../../harness/lab.ts";
import { type BrokerCorner, groupOf } from "../../harness/services/broker.ts";
import { opOf } from "./audit.ts";

/** The operations whose messages the broker was given; a message that tells of none is left out. */
export async function opsInBroker(broker: BrokerCorner): Promise<Set<number>> {
  const ops = new Set<number>();
  for await (const { value } of broker.messages()) {
    const op = opOf(value);
    if (op !== null) ops.add(op);
  }
  return ops;
}

/** The lag of these targets' groups, of which what has its effect or stands aside is taken off. */
export async function handledLag(
  ops: ReadonlySet<number>,
  broker: BrokerCorner,
  target: Database,
  names: readonly string[],
): Promise<Pick<Outstanding, "unhandled" | "atRest" | "how">> {
  let [lag, left] = [0, 0];
  for (const name of names) {
    const open = await broker.lag(groupOf(broker.topic, name)) ?? 0;
    lag += open;
    left += open === 0 ? 0 : Math.min(open, await unhandled(ops, broker, target, name));
  }
  return {
    unhandled: left,
    atRest: await broker.atRest(),
    how: lag === left
      ? []
      : [`${lag} messages are not acknowledged to the broker, and ${left} of them have no effect`],
  };
}

/** How many of these have neither an effect in this target nor stand aside, rejected or as dead letters. */
async function unhandled(
  ops: ReadonlySet<number>,
  broker: BrokerCorner,
  target: Database,
  name: string,
): Promise<number> {
  const granted = await target<{ op: bigint }[]>`
    select distinct op from grants where target = ${name}`;
  const rejected = await target<{ message: string }[]>`select message from rejected_messages`;
  const handled = new Set(granted.map(({ op }) => Number(op)));
  for (const { message } of rejected) handled.add(opOf(message) ?? -1);
  for await (const { value } of broker.deadLetters()) handled.add(opOf(value) ?? -1);
  return [...ops].filter((op) => !handled.has(op)).length;
}
