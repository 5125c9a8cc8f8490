/** The messages of a topic, read by a consumer group that exists only during the read. */
import { randomUUID } from "node:crypto";
import type { Admin, Batch, Consumer, IHeaders, Kafka } from "kafkajs";
import type { BrokerMessage } from "../broker.ts";
import { retryUntilAvailable, within } from "./client.ts";

export type KafkaMessage = BrokerMessage;

/** A broker that is silent for this long counts as away. */
const silenceMs = 10_000;
/**
 * After this many empty fetches, only offsets without a message are left: transaction markers, or
 * compacted messages.
 */
const emptyFetches = 20;

interface Page {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  readonly lastOffset: bigint;
}

export async function* readTopic(
  kafka: Kafka,
  admin: Admin,
  topic: string,
): AsyncGenerator<KafkaMessage> {
  const left = new Map<number, { next: bigint; end: bigint }>();
  for (
    const { partition, low, high } of await retryUntilAvailable(() =>
      admin.fetchTopicOffsets(topic)
    )
  ) {
    if (BigInt(low) < BigInt(high)) left.set(partition, { next: BigInt(low), end: BigInt(high) });
  }
  if (left.size === 0) return;
  const groupId = `${topic}.reader-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 20_000,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
  });
  const pages = new Handover<Page | null>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const crashed = watchCrash(consumer);
    const leaders = await leadersOf(admin, topic);
    const fed = watchFetches(consumer, leaders, () => pages.give(null));
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset }) => {
        fed();
        await pages.give(pageOf(batch));
        resolveOffset(batch.lastOffset());
      },
    });
    while (left.size > 0) {
      const page = await within(silenceMs, Promise.race([pages.take(), crashed]));
      if (page === null) return;
      yield* unseen(page, left);
    }
  } finally {
    pages.close();
    await within(5_000, consumer.disconnect()).catch(() => {});
    await within(2_000, admin.deleteGroups([groupId])).catch(() => {});
  }
}

/**
 * Skips messages that were read before: after a rebalance a page may come again. Also skips messages
 * behind the end: they were written after the call.
 */
function* unseen(page: Page, left: Map<number, { next: bigint; end: bigint }>) {
  const part = left.get(page.partition);
  if (part === undefined) return;
  for (const message of page.messages) {
    const at = BigInt(message.offset);
    if (at < part.next || at >= part.end) continue;
    part.next = at + 1n;
    yield message;
  }
  if (page.lastOffset + 1n >= part.end) left.delete(page.partition);
}

function pageOf(batch: Batch): Page {
  const { partition } = batch;
  const messages = batch.messages.map((message) => messageOf(partition, message));
  return { partition, messages, lastOffset: BigInt(batch.lastOffset()) };
}

export function messageOf(
  partition: number,
  { offset, timestamp, key, value, headers }: Batch["messages"][number],
): KafkaMessage {
  return {
    partition,
    offset,
    timestampMs: Number(timestamp),
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
    headers: plain(headers),
  };
}

function plain(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
}

function watchCrash(consumer: Consumer): Promise<never> {
  return new Promise((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
  });
}

async function leadersOf(admin: Admin, topic: string): Promise<number[]> {
  const { topics: [{ partitions }] } = await admin.fetchTopicMetadata({ topics: [topic] });
  return [...new Set(partitions.map(({ leader }) => leader))];
}

/**
 * Calls `ended` when each node that leads a partition has sent many answers in a row without a
 * message. The other nodes have no messages. Returns a function to call for each page.
 */
function watchFetches(
  consumer: Consumer,
  leaders: readonly number[],
  ended: () => void,
): () => void {
  const empty = new Map<number, number>();
  consumer.on(consumer.events.FETCH, ({ payload: { nodeId } }) => {
    empty.set(Number(nodeId), (empty.get(Number(nodeId)) ?? 0) + 1);
    if (leaders.every((leader) => (empty.get(leader) ?? 0) >= emptyFetches)) ended();
  });
  return () => empty.clear();
}

/** Passes one value at a time: `give` resolves when `take` has got the value. */
class Handover<T> {
  #waiting: { value: T; taken: () => void }[] = [];
  #taker: ((value: T) => void) | null = null;
  #closed = false;

  give(value: T): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#taker !== null) {
      this.#taker(value);
      this.#taker = null;
      return Promise.resolve();
    }
    return new Promise((taken) => this.#waiting.push({ value, taken }));
  }

  take(): Promise<T> {
    const first = this.#waiting.shift();
    if (first === undefined) return new Promise((resolve) => this.#taker = resolve);
    first.taken();
    return Promise.resolve(first.value);
  }

  close(): void {
    this.#closed = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
  }
}

export type NewMessage = Omit<KafkaMessage, "offset" | "timestampMs" | "partition"> & {
  readonly partition?: number;
};

/** A connected producer: the broker has a message a few milliseconds after `give` was called. */
export interface Producing extends AsyncDisposable {
  give(messages: readonly NewMessage[]): Promise<void>;
}

export async function openProducing(kafka: Kafka, topic: string): Promise<Producing> {
  const { Partitioners } = await import("kafkajs");
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    // No retries: if a partition has moved to a broker that had already answered, a retry of kafkajs
    // reports no error for it.
    retry: { retries: 0 },
  });
  const leave = () => within(1_000, producer.disconnect()).catch(() => {});
  try {
    await producer.connect();
  } catch (error) {
    await leave();
    throw error;
  }
  return {
    async give(messages) {
      await producer.send({
        topic,
        acks: -1,
        messages: messages.map(({ partition, key, value, headers }) => ({
          partition,
          key,
          value,
          headers: { ...headers },
        })),
      });
    },
    [Symbol.asyncDispose]: leave,
  };
}

export async function produceTo(
  kafka: Kafka,
  topic: string,
  messages: readonly NewMessage[],
): Promise<void> {
  await using producing = await openProducing(kafka, topic);
  await producing.give(messages);
}
