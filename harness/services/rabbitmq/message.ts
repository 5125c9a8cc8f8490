/** Converts messages between AMQP and the harness. */
import type { AsyncMessage, Envelope, SyncMessage } from "rabbitmq-client";
import type { BrokerMessage } from "../broker.ts";

export type NewMessage = Omit<BrokerMessage, "offset" | "timestampMs">;

/** Turns `messageId` and `type` into headers, as other brokers have them. The key is an AMQP header. */
export function toBrokerMessage(
  message: AsyncMessage | SyncMessage,
  offset: number,
): BrokerMessage {
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

/** `rabbitmq-client` has already parsed a body that claims to be JSON and has no encoding. */
const textOf = (body: unknown) => body instanceof Uint8Array ? body.toString() : text(body);

/** AMQP has no null value: null is sent as the empty text, and read back as the empty text. */
export function toEnvelope(message: NewMessage): Envelope {
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

export interface DeadLetter extends BrokerMessage {
  readonly reason: string;
}

export const toDeadLetter = (message: BrokerMessage): DeadLetter => ({
  ...message,
  reason: reasonOf(message.headers),
});

const reasonOf = ({ reason, "x-first-death-reason": death }: Readonly<Record<string, string>>) =>
  reason ?? death ?? "not told";
