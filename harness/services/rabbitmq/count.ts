/** The number of messages in a queue. */
import type { Channel } from "rabbitmq-client";
import type { Client } from "./client.ts";

/**
 * Counts the ready messages of a queue. A quorum queue that has just started answers 0 until it has
 * read its log. So after the first 0 on a connection, the function asks the queue for a message:
 * that request waits for the log.
 */
export function counter(client: Client): (queue: string) => Promise<number> {
  /** For each queue, the connection on which it was last known to have read its whole log. */
  const proven = new Map<string, number>();
  return async (queue) => {
    const { generation } = client;
    const count = await client.use((channel) => readyIn(channel, queue));
    if (count > 0 || proven.get(queue) === generation) return count;
    await client.use((channel) => touch(channel, queue));
    proven.set(queue, generation);
    return await client.use((channel) => readyIn(channel, queue));
  };
}

async function readyIn(channel: Channel, queue: string): Promise<number> {
  return (await channel.queueDeclare({ queue, passive: true })).messageCount;
}

/** Asks the queue for a message. If the queue hands one out, the message goes back to its place. */
async function touch(channel: Channel, queue: string): Promise<void> {
  // These errors mean: another consumer has the queue for itself, so the queue has read its log.
  const refusals = ["RESOURCE_LOCKED", "NOT_IMPLEMENTED", "ACCESS_REFUSED", "NOT_ALLOWED"];
  const got = await channel.basicGet(queue).catch((error) => {
    if (refusals.includes(error.code)) return undefined;
    throw error;
  });
  if (got === undefined) return;
  channel.basicNack({ deliveryTag: got.deliveryTag, requeue: true });
  await readyIn(channel, queue);
}
