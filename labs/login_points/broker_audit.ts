/** Reads the messages and the dead letters that the broker itself holds. */
import type { Aside, Stored } from "../../harness/history/event.ts";
import { opOf } from "./audit.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";

/** Every copy of a message that the broker took; none where the broker keeps no messages. */
export async function* stored(broker: BrokerNamespace, epochMs: number): AsyncGenerator<Stored> {
  if (!broker.keeps) return;
  const { topic } = broker;
  const copies = new Map<number, number>();
  for await (const { partition, offset, timestampMs, value } of broker.messages()) {
    const op = opOf(value);
    if (op === null) continue;
    const copy = (copies.get(op) ?? 0) + 1;
    copies.set(op, copy);
    yield {
      // 0 where the sender gave no time.
      at: timestampMs === 0 ? null : timestampMs - epochMs,
      kind: "stored",
      op,
      topic,
      partition,
      offset: placeOf(offset),
      ...(copy > 1 && { copy }),
    };
  }
}

/** The messages in the dead-letter queue. */
export async function* deadLetters(
  broker: BrokerNamespace,
  epochMs: number,
): AsyncGenerator<Aside> {
  for await (const { value, timestampMs, reason } of broker.deadLetters()) {
    const op = opOf(value);
    if (op === null) continue;
    const it = { op, where: "dead-letter queue", side: "consumer", reason } as const;
    yield { at: timestampMs - epochMs, kind: "aside", ...it };
  }
}

/** The place of a message: of a stream's id `1700000000000-3`, the first part. */
const placeOf = (offset: string): number => Number(offset.split("-")[0]);
