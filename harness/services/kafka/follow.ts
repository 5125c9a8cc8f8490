/** The new messages of a topic. */
import { randomUUID } from "node:crypto";
import type { Admin, Kafka } from "kafkajs";
import type { BrokerMessage } from "../broker.ts";
import { within } from "./client.ts";
import { messageOf } from "./messages.ts";

const joinMs = 10_000;

/**
 * Resolves when the consumer reads. From then on, calls `use` with each new message, until the
 * result is disposed.
 */
export async function followTopic(
  kafka: Kafka,
  admin: Admin,
  topic: string,
  use: (message: BrokerMessage) => void,
): Promise<AsyncDisposable> {
  const groupId = `${topic}.follower-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
  });
  const leave = async () => {
    await within(5_000, consumer.disconnect()).catch(() => {});
    await within(2_000, admin.deleteGroups([groupId])).catch(() => {});
  };
  try {
    const reads = new Promise<void>((resolve) =>
      consumer.on(consumer.events.FETCH, () => resolve())
    );
    await within(joinMs, consumer.connect());
    await consumer.subscribe({ topic, fromBeginning: false });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        for (const message of batch.messages) use(messageOf(batch.partition, message));
        return Promise.resolve();
      },
    });
    await within(joinMs, reads);
  } catch (error) {
    await leave();
    throw error;
  }
  return { [Symbol.asyncDispose]: leave };
}
