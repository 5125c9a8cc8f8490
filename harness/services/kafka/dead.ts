/** Sends dead letters to their group again. */
import type { Admin, Kafka } from "kafkajs";
import { produceTo, readTopic } from "./messages.ts";

interface Place {
  readonly topic: string;
  readonly dead: string;
  /** The group that set the messages aside. The topic's other groups have received them already. */
  readonly group: string;
}

/** Moves every dead letter back to the topic, for this group only. Returns their number. */
export async function putBack(
  kafka: Kafka,
  admin: Admin,
  { topic, dead, group }: Place,
): Promise<number> {
  let count = 0;
  let behind = "0";
  for await (const { key, value, headers, offset } of readTopic(kafka, admin, dead)) {
    const { reason: _, ...rest } = headers;
    // No partition is given: the key chooses it, as it did for the original.
    await produceTo(kafka, topic, [{ key, value, headers: { ...rest, only: group } }]);
    behind = String(BigInt(offset) + 1n);
    count++;
  }
  // Messages that were set aside meanwhile stay.
  const partitions = [{ partition: 0, offset: behind }];
  if (count > 0) await admin.deleteTopicRecords({ topic: dead, partitions });
  return count;
}
