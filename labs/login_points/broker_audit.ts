/** What the broker itself says it was given. */
import type { Aside, Stored } from "../../harness/history/event.ts";
import { opOf } from "./audit.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";

/** Every copy of a message that the broker took; nothing of one that keeps nothing. */
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
      // A sender that gives no time leaves it at 0.
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

/** What stands in the dead-letter queue. */
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

/** A stream's `1700000000000-3` counts by its first part. */
const placeOf = (offset: string): number => Number(offset.split("-")[0]);
