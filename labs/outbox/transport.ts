/** The relay's way to Kafka. */
import { Partitioners, type Producer } from "kafkajs";
import { id, now, record, setting, within } from "../../harness/role.ts";
import { openKafka } from "../login_points/kafka.ts";
import type { Row } from "./row.ts";

export interface Transport extends AsyncDisposable {
  /** Resolves when the broker has all of them on its log; throws otherwise. Some may be there even then. */
  send(rows: readonly Row[]): Promise<void>;
}

/** kafkajs waits longer than its own limits where a broker froze. */
const sendTimeoutMs = 8_000;

/**
 * acks=all and one request in flight. Not an idempotent producer: kafkajs keeps a sequence number
 * only until it gives up on a request, and would then use the same one for other rows, which the
 * broker drops as copies. A row that is sent twice is the consumer's to recognise.
 */
export function openTransport(): Transport {
  const kafka = openKafka({ retries: 1 });
  const topic = setting("TOPIC");
  const attempts = new Map<bigint, number>();
  let producer: Producer | null = null;

  async function connected(): Promise<Producer> {
    if (producer !== null) return producer;
    const fresh = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      maxInFlightRequests: 1,
      // A second try of kafkajs leaves out what is for a broker that answered the first one: a
      // partition that moved there meanwhile is neither sent nor complained of.
      retry: { retries: 0 },
      allowAutoTopicCreation: false,
    });
    await fresh.connect();
    return producer = fresh;
  }

  return {
    send: async (rows) => {
      const current = await connected();
      announce(rows, attempts);
      try {
        const messages = rows.map(toMessage);
        await within(
          sendTimeoutMs,
          current.send({ topic, acks: -1, messages }),
          "no answer to a send",
        );
      } catch (error) {
        // After a lost connection kafkajs may say "Broker not connected" for ever: take a new one.
        if (refusalOf(error) === null && producer === current) {
          producer = null;
          current.disconnect().catch(() => {});
        }
        throw error;
      }
      for (const row of rows) attempts.delete(row.id);
    },
    [Symbol.asyncDispose]: () => producer?.disconnect() ?? Promise.resolve(),
  };
}

const toMessage = (row: Row) => ({
  key: row.key,
  value: row.payload,
  headers: { message_id: row.messageId, message_type: row.messageType },
});

/** Writes down that these are handed over now, and for which time. */
function announce(rows: readonly Row[], attempts: Map<bigint, number>): void {
  const at = now();
  record(rows.map((row) => {
    const attempt = (attempts.get(row.id) ?? 0) + 1;
    attempts.set(row.id, attempt);
    return { at, kind: "send" as const, op: JSON.parse(row.payload).op, role: id, attempt };
  }));
}

/** Errors that speak of the message itself. An outage of the broker is none of them. */
const refusals = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"];

/** The reason why the broker will never take this message; null for every other error. */
export function refusalOf(error: unknown): string | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const type = (e as { type?: string }).type;
    if (type !== undefined && refusals.includes(type)) return e.message;
  }
  return null;
}
