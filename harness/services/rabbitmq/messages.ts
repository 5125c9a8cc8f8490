/** Messages in and out of the broker, as the harness sees them. */
import { randomUUID } from "node:crypto";
import type { AsyncMessage, Channel, Envelope, SyncMessage } from "rabbitmq-client";
import { within } from "../../timer.ts";
import type { BrokerMessage } from "../broker.ts";
import type { Client } from "./client.ts";

export type NewMessage = Omit<BrokerMessage, "offset" | "timestampMs">;
type Message = AsyncMessage | SyncMessage;

/** A broker that says nothing for so long is away. */
const silenceMs = 5_000;
const publishLimitMs = 15_000;
const credit = 500;
const endHeader = "x-asynclab-end";

/**
 * The stream from its start to where it ended at the call: a mark is put there. Reading a stream
 * takes nothing out of it.
 */
export async function* readStream(client: Client, queue: string): AsyncGenerator<BrokerMessage> {
  const end = randomUUID();
  await client.use((channel) =>
    publishAll(channel, [[{ routingKey: queue, headers: { [endHeader]: end } }, ""]])
  );
  let arrived: AsyncMessage[] = [];
  let wake = () => {};
  await using _reading = await consume(client, queue, (message) => {
    arrived.push(message);
    wake();
  });
  for (;;) {
    const batch = arrived;
    arrived = [];
    for (const message of batch) {
      const mark = message.headers?.[endHeader];
      if (mark === end) return;
      if (mark === undefined) yield toBrokerMessage(message);
    }
    if (arrived.length > 0) continue;
    const more = new Promise<void>((resolve) => wake = resolve);
    await within(silenceMs, more, "the broker stopped in the middle of its stream");
  }
}

/** Every message of a stream from the first on; acknowledging one asks for another, no more. */
async function consume(
  client: Client,
  queue: string,
  take: (message: AsyncMessage) => void,
): Promise<AsyncDisposable> {
  const channel = await client.acquire();
  const close = () => within(1_000, channel.close(), "no farewell").catch(() => {});
  const begin = async () => {
    await channel.basicQos({ prefetchCount: credit });
    const from = { "x-stream-offset": "first" };
    await channel.basicConsume({ queue, arguments: from }, (message) => {
      take(message);
      if (channel.active) channel.basicAck({ deliveryTag: message.deliveryTag });
    });
  };
  try {
    await within(silenceMs, begin(), "the broker does not hand out its stream");
  } catch (error) {
    await close();
    throw error;
  }
  return { [Symbol.asyncDispose]: close };
}

/** Properties of AMQP that others carry as headers are headers here too; the key is one there. */
function toBrokerMessage(message: Message): BrokerMessage {
  const { key, timestamp_in_ms, "x-stream-offset": offset, ...rest } = message.headers ?? {};
  const { messageId, type } = message;
  return {
    partition: 0,
    offset: String(offset ?? message.deliveryTag),
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

export async function readDead(client: Client, queue: string): Promise<DeadLetter[]> {
  return await client.use(async (channel) => {
    const found: DeadLetter[] = [];
    let last: number | undefined;
    for (let got = await channel.basicGet(queue); got; got = await channel.basicGet(queue)) {
      last = got.deliveryTag;
      const message = toBrokerMessage(got);
      found.push({ ...message, reason: reasonOf(message.headers) });
    }
    if (last !== undefined) {
      channel.basicNack({ deliveryTag: last, multiple: true, requeue: true });
      // The answer comes after it: whoever reads next finds them again.
      await channel.queueDeclare({ queue, passive: true });
    }
    return found;
  }, publishLimitMs);
}

const reasonOf = ({ reason, "x-first-death-reason": death }: Readonly<Record<string, string>>) =>
  reason ?? death ?? "not told";

/** Each is let go only when the other queue has it: a crash between doubles one, and loses none. */
export async function moveDead(client: Client, dead: string, queue: string): Promise<number> {
  return await client.use(async (channel) => {
    let count = 0;
    for (let got = await channel.basicGet(dead); got; got = await channel.basicGet(dead)) {
      const { deliveryTag } = got;
      const message = toBrokerMessage(got);
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
