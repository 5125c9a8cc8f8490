import { type Consumer, type EachBatchPayload, type KafkaMessage, Partitioners } from "kafkajs";
import {
  deadLetterTopicOf,
  everyMs,
  setting,
  stopping,
  within,
} from "../../../harness/roles/role.ts";
import { openKafka } from "./kafka_client.ts";
import type { Delivery, Handlers, Receiver, ReceiverOptions } from "./transport.ts";

const silenceMs = 4_000;
/** A consumer that fetches nothing exits after the broker has answered another client for this time. */
const answersMs = 1_500;
const probeMs = 1_000;
const beatMs = 200;
/**
 * After a restart of the broker a consumer joins as a new member, and waits until the session of its
 * old member has expired.
 */
const sessionMs = 750;

/** Handles one message of a partition at a time; commits offsets after the batch, or on request. */
export function openKafkaReceiver({ group }: ReceiverOptions): Receiver {
  const kafka = openKafka({ retries: 1_000_000 });
  const topic = setting("TOPIC");
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionMs,
    rebalanceTimeout: 3_000,
    heartbeatInterval: beatMs,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
  });
  const watch = watchSilence(consumer);
  const elsewhere = sideProducer(kafka);
  const pending = openPendingCommits(consumer);
  const tools = { alive: watch.alive, put: elsewhere.put, pending };
  return {
    async run(handlers) {
      await consumer.connect();
      watch.alive();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        partitionsConsumedConcurrently: 4,
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => consume(consumer, payload, forGroup(group, handlers), tools),
      });
    },
    async [Symbol.asyncDispose]() {
      watch.end();
      pending.end();
      await consumer.disconnect();
      await elsewhere.close();
    },
  };
}

/** A redrive puts a message back for one group: the other groups skip it. */
function forGroup(group: string, { handle, acknowledged }: Handlers): KafkaHandlers {
  return {
    acknowledged,
    async handle(message, delivery) {
      const only = message.headers?.only?.toString();
      const isOurs = only === undefined || only === group;
      if (isOurs) await handle(delivery);
      return isOurs;
    },
  };
}

interface KafkaHandlers extends Pick<Handlers, "acknowledged"> {
  /** False where the message is for another group. */
  handle(message: KafkaMessage, delivery: Delivery): Promise<boolean>;
}

type Put = (topic: string, message: KafkaMessage, headers: Record<string, string>) => Promise<void>;

interface Tools {
  readonly alive: () => void;
  readonly put: Put;
  readonly pending: PendingCommits;
}

async function consume(
  consumer: Consumer,
  { batch, heartbeat, ...run }: EachBatchPayload,
  { handle, acknowledged }: KafkaHandlers,
  { alive, put, pending }: Tools,
): Promise<void> {
  const { topic, partition } = batch;
  let next: string | null = null;
  const handled: string[] = [];
  const commit = (offset: string) => consumer.commitOffsets([{ topic, partition, offset }]);
  try {
    await handleAll();
    if (next === null) return;
    // If an older offset is committed after this one, the group goes back to the older offset.
    pending.drop(partition);
    // This is the acknowledgement: after a crash before the commit the messages are delivered again.
    await commit(next);
  } catch (error) {
    const offset = next;
    if (offset !== null) {
      const topics = [{ topic, partitions: [{ partition, offset }] }];
      pending.add(partition, () => run.commitOffsetsIfNecessary({ topics }));
    }
    throw error;
  }
  await acknowledged?.(handled);

  async function handleAll(): Promise<void> {
    for (const message of batch.messages) {
      if (stopping.aborted || !run.isRunning() || run.isStale()) break;
      // Heartbeats during a long handling keep the membership.
      const beat = setInterval(() => {
        alive();
        heartbeat().catch(() => {});
      }, beatMs);
      try {
        const delivery = deliveryOf(message, topic, () => commit(behind(message)), put);
        if (await handle(message, delivery)) handled.push(delivery.text);
      } finally {
        clearInterval(beat);
      }
      run.resolveOffset(message.offset);
      next = behind(message);
      alive();
      await heartbeat();
    }
  }
}

/** Failed commits of offsets, one per partition. */
interface PendingCommits {
  /** Retries the commit until it succeeds, is dropped, or the group rebalances. */
  add(partition: number, commit: () => Promise<void>): void;
  /** Called before a later offset of the partition is committed: it covers all earlier ones. */
  drop(partition: number): void;
  end(): void;
}

/**
 * kafkajs does not fetch resolved messages again. The commit of their offset may fail, or a heartbeat
 * may fail before it. Then only a later message of the partition would commit the offset, and there
 * may be none. Each attempt is a single request: the client's own retries would go on after a
 * rebalance, and move the next consumer's offset back.
 */
function openPendingCommits(consumer: Consumer): PendingCommits {
  const commits = new Map<number, () => Promise<void>>();
  // After a new assignment, messages without a committed offset are delivered again.
  consumer.on(consumer.events.GROUP_JOIN, () => commits.clear());
  const timer = everyMs(300, async () => {
    for (const [partition, commit] of commits) {
      await commit().then(
        () => commits.get(partition) === commit && commits.delete(partition),
        () => {}, // the next tick retries the commit
      );
    }
  });
  return {
    add: (partition, commit) => void commits.set(partition, commit),
    drop: (partition) => void commits.delete(partition),
    end: () => timer[Symbol.dispose](),
  };
}

const behind = ({ offset }: KafkaMessage): string => String(BigInt(offset) + 1n);

/** A log cannot take a message back: a requeued message is appended again. */
function deliveryOf(
  message: KafkaMessage,
  topic: string,
  ack: () => Promise<void>,
  put: Put,
): Delivery {
  return {
    text: message.value?.toString() ?? "",
    ack,
    requeue: () => put(topic, message, {}),
    bury: (reason) => put(deadLetterTopicOf(topic), message, { reason }),
  };
}

/** A producer for requeued messages and dead letters; it connects when it is first needed. */
function sideProducer(kafka: ReturnType<typeof openKafka>) {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  let connected: Promise<void> | null = null;
  const put: Put = async (topic, { key, value, headers }, further) => {
    await (connected ??= producer.connect().catch((error) => {
      connected = null;
      throw error;
    }));
    const messages = [{ key, value, headers: { ...headers, ...further } }];
    await producer.send({ topic, acks: -1, messages });
  };
  return { put, close: () => connected === null ? Promise.resolve() : producer.disconnect() };
}

/**
 * kafkajs may stop fetching for good from a broker that was frozen (tulios/kafkajs#659): then the
 * process exits and is restarted. Each node is watched separately, because nodes that lead no
 * partition of ours answer all the time. During an outage the process does not exit: the broker must
 * first answer another client for a while.
 */
function watchSilence(consumer: Consumer) {
  const heardMs = new Map<string, number>();
  const alive = () => {
    for (const node of heardMs.keys()) heardMs.set(node, performance.now());
  };
  heardMs.set("any", performance.now());
  consumer.on(consumer.events.FETCH, ({ payload: { nodeId } }) => {
    heardMs.delete("any");
    heardMs.set(String(nodeId), performance.now());
  });
  const isSilent = () => Math.min(...heardMs.values()) < performance.now() - silenceMs;
  /** Since when the broker answers another client while this consumer fetches nothing. */
  let answeredMs: number | null = null;
  const watch = everyMs(500, async () => {
    if (!isSilent() || !await answers()) return void (answeredMs = null);
    answeredMs ??= performance.now();
    if (!isSilent() || performance.now() - answeredMs < answersMs) return;
    console.error("the broker answers, but this consumer fetches nothing; exiting for a restart");
    Deno.exit(1);
  });
  return { alive, end: () => watch[Symbol.dispose]() };
}

/** Whether the broker answers on a new connection. */
async function answers(): Promise<boolean> {
  const admin = openKafka({ retries: 0 }).admin();
  try {
    await within(probeMs, admin.connect(), "no answer");
    return true;
  } catch {
    return false;
  } finally {
    admin.disconnect().catch(() => {});
  }
}
