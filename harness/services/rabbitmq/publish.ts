/** Publishes messages into a queue, and moves them from one queue to another. */
import type { Channel, Envelope } from "rabbitmq-client";
import type { Client } from "./client.ts";
import { type NewMessage, toBrokerMessage, toEnvelope } from "./message.ts";

const limitMs = 15_000;

export const produceTo = (
  client: Client,
  to: Pick<Envelope, "exchange" | "routingKey" | "durable">,
  messages: readonly NewMessage[],
): Promise<void> =>
  client.use((channel) =>
    publishAll(
      channel,
      messages.map((message) => [{ ...toEnvelope(message), ...to }, message.value ?? ""]),
    ), limitMs);

/** Resolves when the broker has all messages in a queue; rejects where one cannot be routed. */
async function publishAll(
  channel: Channel,
  messages: readonly (readonly [Envelope, string])[],
): Promise<void> {
  const returned: string[] = [];
  channel.on("basic.return", ({ replyText }) => returned.push(replyText));
  await channel.confirmSelect();
  await Promise.all(
    messages.map(([envelope, body]) =>
      channel.basicPublish({ ...envelope, mandatory: true }, Buffer.from(body))
    ),
  );
  // The broker returns a message before it confirms it, but the client reports the return after the
  // confirm.
  await new Promise((resolve) => setImmediate(resolve));
  if (returned.length > 0) throw new Error(`the broker returned a message: ${returned[0]}`);
}

/** Headers that describe the death of a message, ours and the broker's. */
const deathHeaders =
  /^(reason|x-death|x-(first|last)-death-.*|x-delivery-count|x-acquired-count|x-opt-.*)$/;

/**
 * Moves as many messages as are in the queue at the call. Each one is acknowledged only when the
 * other queue has it: a crash in between duplicates one message and loses none.
 */
export async function moveDead(client: Client, dead: string, queue: string): Promise<number> {
  return await client.use(async (channel) => {
    const { messageCount } = await channel.queueDeclare({ queue: dead, passive: true });
    for (let moved = 0; moved < messageCount; moved++) {
      const got = await channel.basicGet(dead);
      if (got === undefined) return moved;
      const message = toBrokerMessage(got, moved);
      const headers = Object.fromEntries(
        Object.entries(message.headers).filter(([name]) => !deathHeaders.test(name)),
      );
      await produceTo(client, { routingKey: queue }, [{ ...message, headers }]);
      channel.basicAck({ deliveryTag: got.deliveryTag });
    }
    // The broker answers this request only after it has handled the acknowledgements.
    await channel.queueDeclare({ queue: dead, passive: true });
    return messageCount;
  }, limitMs);
}
