/** Reads the messages and the dead letters that the broker itself holds. */
import { copyInLog } from "../../harness/contract/hazards.ts";
import type { HazardSource } from "../../harness/contract/lab.ts";
import type { Aside, HazardEvent, Stored } from "../../harness/history/event.ts";
import { opOf } from "./audit.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";

/** The copies that `stored` reports as hazards, of a broker that keeps its messages. */
export const brokerLog: HazardSource = { source: "broker log", hazards: [copyInLog] };

/** Every copy of a message that the broker took, and a hazard for each copy after the first; none where the broker keeps no messages. */
export async function* stored(
  broker: BrokerNamespace,
  epochMs: number,
): AsyncGenerator<Stored | HazardEvent> {
  if (!broker.keeps) return;
  const { topic } = broker;
  const copies = new Map<number, number>();
  for await (const { partition, offset, timestampMs, value } of broker.messages()) {
    const op = opOf(value);
    if (op === null) continue;
    const copy = (copies.get(op) ?? 0) + 1;
    copies.set(op, copy);
    const at = timestampMs === 0 ? null : timestampMs - epochMs;
    if (copy > 1) {
      yield { at, kind: "hazard", name: copyInLog.name, op, source: brokerLog.source };
    }
    yield {
      // 0 where the sender gave no time.
      at,
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
