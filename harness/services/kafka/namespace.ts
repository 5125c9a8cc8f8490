/** A run's namespace on a Kafka broker. */
import type { Admin } from "kafkajs";
import type { Access, Endpoint, Server } from "../../contract/lab.ts";
import { questionMs } from "../../limits.ts";
import { type BrokerNamespace, deadLetterTopicOf, groupOf } from "../broker.ts";
import { kafkaAt, nodesAt, retryForLong, retryUntilAvailable, within } from "./client.ts";
import { inSyncOf, nodeNameOf } from "./cluster.ts";
import { putBack } from "./dead.ts";
import { followTopic } from "./follow.ts";
import { isAtRest } from "./groups.ts";
import { openProducing, produceTo, readTopic } from "./messages.ts";

/**
 * Kafka ignores `singleActiveConsumer` (a partition already has one consumer per group) and
 * `durable: false` (it has no in-memory topics).
 */
export interface KafkaNamespace extends BrokerNamespace {
  /** The server that leads most of the topic's partitions, by its name in the lab. */
  leader(): Promise<string>;
}

const partitions = 4;
const goodbyeMs = 4_000;
/** A killed consumer stays a member of its group until its session expires. */
const groupWaitMs = 250;

/**
 * @param server the first node of the cluster
 * @param size the number of nodes in the cluster; each one has a copy of everything
 */
export async function openNamespace(
  server: Server,
  run: string,
  size = 1,
): Promise<KafkaNamespace> {
  const kafka = await kafkaAt(await nodesAt(server.access.endpoint, size), { retries: 2 });
  const admin = kafka.admin();
  const topic = topicName(run);
  const dead = deadLetterTopicOf(topic);
  const group = groupOf(topic, "points");
  const copies = {
    replicationFactor: size,
    configEntries: [
      { name: "min.insync.replicas", value: String(inSyncOf(size)) },
      // The broker stamps the time of arrival, whatever time the sender gives.
      { name: "message.timestamp.type", value: "LogAppendTime" },
    ],
  };
  try {
    await inTime(admin.connect());
    // A retry: with `waitForLeaders` kafkajs asks for the topic, and a busy broker may not know it yet.
    await inTime(retryUntilAvailable(() =>
      admin.createTopics({
        topics: [
          { topic, numPartitions: partitions, ...copies },
          { topic: dead, numPartitions: 1, ...copies },
        ],
        waitForLeaders: true,
      })
    ));
    // The first question about a group makes the broker create the topic for group offsets.
    await inTime(retryForLong(() => lagOf(admin, topic, group)));
  } catch (error) {
    await leave(admin);
    throw error;
  }
  return {
    topic,
    group,
    keeps: true,
    stampsMessages: true,
    env: (role) => ({ TOPIC: topic, GROUP: groupOf(topic, role) }),
    // A group is created with its first member.
    declare: () => Promise.resolve(),
    url: ({ host, port }: Endpoint) => `${host}:${port}`,
    lag: (group) => inTime(retryUntilAvailable(() => lagOf(admin, topic, group))),
    taken: () => inTime(retryUntilAvailable(() => takenBy(admin, topic))),
    follow: (use) => followTopic(kafka, admin, topic, use),
    atRest: () => inTime(retryUntilAvailable(() => isAtRest(admin, topic))),
    messages: () => readTopic(kafka, admin, topic),
    look: () => readTopic(kafka, admin, topic),
    produce: (messages) => inTime(retryUntilAvailable(() => produceTo(kafka, topic, messages))),
    openProducer: () => inTime(retryUntilAvailable(() => openProducing(kafka, topic))),
    async *deadLetters() {
      for await (const message of readTopic(kafka, admin, dead)) {
        yield { ...message, reason: message.headers.reason ?? "" };
      }
    },
    redrive: (group) => putBack(kafka, admin, { topic, dead, group }),
    leader: async () =>
      nodeNameOf(server.name, await inTime(retryUntilAvailable(() => leaderOf(admin, topic)))),
    async [Symbol.asyncDispose]() {
      // Where the broker is gone, its topics are gone too.
      await within(goodbyeMs, forget(admin, topic)).catch(() => {});
      await leave(admin);
    },
  };
}

/** kafkajs limits each request, but not the whole operation: a rebalance, a chain of retries. */
const inTime = <T>(work: Promise<T>): Promise<T> => within(questionMs, work);

const leave = (admin: Admin) => within(500, admin.disconnect()).catch(() => {});

/** Kafka allows letters, digits, dot, dash and underscore, at most 249 of them. */
function topicName(run: string): string {
  return run.replaceAll(/[^a-zA-Z0-9._-]/g, "-").slice(0, 200);
}

/** The node that leads most of the topic's partitions. */
async function leaderOf(admin: Admin, topic: string): Promise<number> {
  const { topics: [{ partitions }] } = await admin.fetchTopicMetadata({ topics: [topic] });
  const leaders = Map.groupBy(partitions, ({ leader }) => leader);
  const [first, ...others] = [...leaders].filter(([id]) => id > 0);
  if (first === undefined) throw new Error(`no broker leads ${topic}`);
  return others.reduce((most, one) => one[1].length > most[1].length ? one : most, first)[0];
}

/** The number of messages, by the end offsets of the partitions: transaction markers count too. */
async function takenBy(admin: Admin, topic: string): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

async function lagOf(admin: Admin, topic: string, groupId: string): Promise<number> {
  const [ends, [committed]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const read = new Map(committed.partitions.map((p) => [p.partition, Number(p.offset)]));
  return ends.reduce((lag, { partition, low, high }) => {
    const next = read.get(partition) ?? -1;
    return lag + Math.max(0, Number(high) - Math.max(next, Number(low)));
  }, 0);
}

export async function dropNamespace({ endpoint }: Access, run: string): Promise<void> {
  const admin = (await kafkaAt(endpoint, { retries: 2 })).admin();
  try {
    await inTime(admin.connect());
    await within(goodbyeMs, forget(admin, topicName(run)));
  } finally {
    await leave(admin);
  }
}

async function forget(admin: Admin, topic: string): Promise<void> {
  const { groups } = await admin.listGroups();
  const own = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${topic}.`));
  for (let left = own; left.length > 0;) {
    left = await deleteGroups(admin, left);
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, groupWaitMs));
  }
  const there = await admin.listTopics();
  const topics = [topic, deadLetterTopicOf(topic)].filter((name) => there.includes(name));
  if (topics.length > 0) await admin.deleteTopics({ topics });
}

/** Deletes the groups. Returns those that could not be deleted, because they still have members. */
async function deleteGroups(admin: Admin, groups: string[]): Promise<string[]> {
  try {
    await admin.deleteGroups(groups);
    return [];
  } catch (error) {
    const failed = (error as { groups?: { groupId: string; error?: { type?: string } }[] }).groups;
    if (failed === undefined) throw error;
    return failed.filter(({ error }) => error?.type === "NON_EMPTY_GROUP")
      .map(({ groupId }) => groupId);
  }
}
