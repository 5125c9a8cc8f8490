/** Messages in and out of the broker, as the harness sees them. */
import type { AsyncMessage, Channel, Envelope, SyncMessage } from "rabbitmq-client";
import { within } from "../../timer.ts";
import type { BrokerMessage } from "../broker.ts";
import type { Client } from "./client.ts";

export type NewMessage = Omit<BrokerMessage, "offset" | "timestampMs">;
type Message = AsyncMessage | SyncMessage;

const publishLimitMs = 15_000;
const readLimitMs = 15_000;
/** As many as a consumer can have unacknowledged; the protocol counts in 16 bits. */
const mostInHand = 65_535;

/**
 * What lies in the queue at the call, in its order; all of it stays there. One reader at a time: a
 * message that is in a reader's hand is not there for another.
 */
export async function readAll(
  client: Client,
  queue: string,
  count: number,
): Promise<BrokerMessage[]> {
  if (count > mostInHand) throw new Error(`${queue} holds more than ${mostInHand} messages`);
  if (count === 0) return [];
  const channel = await client.acquire();
  try {
    return await within(
      readLimitMs,
      takeAll(channel, queue, count),
      "the broker stopped handing out",
    );
  } finally {
    await within(1_000, channel.close(), "no farewell").catch(() => {});
  }
}

async function takeAll(channel: Channel, queue: string, count: number): Promise<BrokerMessage[]> {
  const found: BrokerMessage[] = [];
  let last = 0;
  const all = Promise.withResolvers<void>();
  channel.on("close", () => all.reject(new Error("the broker closed the channel")));
  await channel.basicQos({ prefetchCount: mostInHand });
  const { consumerTag } = await channel.basicConsume({ queue, exclusive: true }, (message) => {
    last = message.deliveryTag;
    if (found.length < count) found.push(toBrokerMessage(message, found.length));
    if (found.length === count) all.resolve();
  });
  await all.promise;
  // What came since is in our hand too: it goes back with the others, in order.
  await channel.basicCancel({ consumerTag });
  await new Promise((resolve) => setImmediate(resolve));
  await giveBack(channel, queue, last);
  return found;
}

/** Everything up to this one; who reads afterwards finds them. */
async function giveBack(channel: Channel, queue: string, deliveryTag: number): Promise<void> {
  channel.basicNack({ deliveryTag, multiple: true, requeue: true });
  // A queue handles what one channel asks in order: its answer comes after that.
  await channel.queueDeclare({ queue, passive: true });
}

/** Properties of AMQP that others carry as headers are headers here too; the key is one there. */
function toBrokerMessage(message: Message, offset: number): BrokerMessage {
  const { key, timestamp_in_ms, "x-delivery-count": _, ...rest } = message.headers ?? {};
  const { messageId, type } = message;
  return {
    partition: 0,
    offset: String(offset),
    timestampMs: Number(timestamp_in_ms ?? (message.timestamp ?? 0) * 1000),
    key: key === undefined ? null : String(key),
    value: textOf(message.body),
    headers: {
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, text(value)])),
      ...(messageId === undefined ? {} : { message_id: messageId }),
      ...(type === undefined ? {} : { message_type: type }),
    },
  };
}

const text = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);

/** The client parses what says that it is JSON and has no encoding. */
const textOf = (body: unknown) => body instanceof Uint8Array ? body.toString() : text(body);

/** There is no empty value but the empty text: null is read back as that. */
function toEnvelope(message: NewMessage): Envelope {
  const { message_id, message_type, ...headers } = message.headers;
  return {
    messageId: message_id,
    type: message_type,
    durable: true,
    contentType: "application/json",
    contentEncoding: "utf-8",
    headers: {
      ...headers,
      ...(message.key === null ? {} : { key: message.key }),
      timestamp_in_ms: Date.now(),
    },
  };
}

export const produceTo = (
  client: Client,
  to: Pick<Envelope, "exchange" | "routingKey" | "durable">,
  messages: readonly NewMessage[],
): Promise<void> =>
  client.use((channel) =>
    publishAll(
      channel,
      messages.map((message) => [{ ...toEnvelope(message), ...to }, message.value ?? ""]),
    ), publishLimitMs);

/** Resolves when the broker has all of them in a queue; rejects where one has nowhere to go. */
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
  // A returned message is confirmed after its return, but the client tells of the return later.
  await new Promise((resolve) => setImmediate(resolve));
  if (returned.length > 0) throw new Error(`the broker returned a message: ${returned[0]}`);
}

export interface DeadLetter extends BrokerMessage {
  readonly reason: string;
}

/** Headers that tell how it died, ours and the broker's. */
const deathHeaders =
  /^(reason|x-death|x-(first|last)-death-.*|x-delivery-count|x-acquired-count|x-opt-.*)$/;

export const toDeadLetter = (message: BrokerMessage): DeadLetter => ({
  ...message,
  reason: reasonOf(message.headers),
});

const reasonOf = ({ reason, "x-first-death-reason": death }: Readonly<Record<string, string>>) =>
  reason ?? death ?? "not told";

/** Each is let go only when the other queue has it: a crash between doubles one, and loses none. */
export async function moveDead(client: Client, dead: string, queue: string): Promise<number> {
  return await client.use(async (channel) => {
    let count = 0;
    for (let got = await channel.basicGet(dead); got; got = await channel.basicGet(dead)) {
      const { deliveryTag } = got;
      const message = toBrokerMessage(got, count);
      const headers = Object.fromEntries(
        Object.entries(message.headers).filter(([name]) => !deathHeaders.test(name)),
      );
      await produceTo(client, { routingKey: queue }, [{ ...message, headers }]);
      channel.basicAck({ deliveryTag });
      count++;
    }
    if (count > 0) await channel.queueDeclare({ queue: dead, passive: true });
    return count;
  }, publishLimitMs);
}
