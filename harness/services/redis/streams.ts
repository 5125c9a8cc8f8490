/** A run's namespace on a Redis as a log: a stream, its consumer groups and a stream of dead letters. */
import type { Access, Server } from "../../contract/lab.ts";
import {
  type BrokerMessage,
  type BrokerNamespace,
  deadLetterTopicOf,
  groupOf,
  producerOf,
} from "../broker.ts";
import { answered, ask, connect, leave, type Redis, replies } from "./client.ts";
import { append, type Entry, fieldsOf, flatOf, messageOf, pagesOf } from "./entries.ts";
import { dropNamespace, prefixOf, urlOf } from "./names.ts";

export function openStreams({ access }: Server, run: string): Promise<BrokerNamespace> {
  const topic = `${prefixOf(run)}stream`;
  const dead = deadLetterTopicOf(topic);
  const group = groupOf(topic, "points");
  const produce: BrokerNamespace["produce"] = (messages) =>
    reading(access, (redis) => append(redis, topic, messages));
  return Promise.resolve({
    topic,
    group,
    keeps: true,
    // An entry's id contains its time, and may come from its sender.
    stampsMessages: false,
    env: (role) => ({ TOPIC: topic, GROUP: groupOf(topic, role) }),
    url: urlOf(access),
    declare: ({ groups }) => ask(access, (redis) => makeGroups(redis, topic, groups)),
    lag: (group) => reading(access, (redis) => lagOf(redis, topic, group)),
    taken: () => ask(access, (redis) => takenBy(redis, topic)),
    follow: (use) => followStream(access, topic, use),
    atRest: () => Promise.resolve(true),
    messages: () => messagesOf(access, topic),
    look: () => messagesOf(access, topic),
    produce,
    openProducer: () => producerOf(produce),
    deadLetters: () => deadLettersOf(access, dead),
    redrive: (group) => reading(access, (redis) => redrive(redis, topic, dead, group)),
    async [Symbol.asyncDispose]() {
      // Where the server is gone, so are its keys.
      await dropNamespace(access, run).catch(() => {});
    },
  });
}

/** Runs work that waits for several answers, each with its own time limit. */
async function reading<T>(access: Access, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = await connect(access);
  try {
    return await work(redis);
  } finally {
    leave(redis);
  }
}

/** Each group begins before the first entry. */
async function makeGroups(redis: Redis, topic: string, groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    try {
      await redis.xgroup("CREATE", topic, group, "0", "MKSTREAM");
    } catch (error) {
      if (!(error as Error).message.startsWith("BUSYGROUP")) throw error;
    }
  }
}

/**
 * The number of entries that were not handed out or not acknowledged. A trimmed or deleted entry
 * does not count: it does not wait, it is lost.
 */
async function lagOf(redis: Redis, topic: string, group: string): Promise<number> {
  if (await answered(redis.exists(topic)) === 0) return 0;
  const asked = redis.multi().xinfo("STREAM", topic).xinfo("GROUPS", topic).exec();
  const [flat, flats] = replies(await answered(asked)) as [string[], string[][]];
  const stream = fieldsOf(flat);
  const found = flats.map(fieldsOf).find(({ name }) => name === group);
  if (found === undefined) return Number(stream.length);
  // As long as no entry was removed, Redis counts right. Afterwards it counts removed entries too:
  // unread ones as waiting, unacknowledged ones as pending.
  const isWhole = stream["entries-added"] === stream.length;
  if (isWhole && found.lag !== null) return Number(found.lag) + Number(found.pending);
  const pending = Number(found.pending) === 0 ? 0 : await countPending(redis, topic, group);
  return pending + await countAfter(redis, topic, found["last-delivered-id"]);
}

async function takenBy(redis: Redis, topic: string): Promise<number> {
  if (await redis.exists(topic) === 0) return 0;
  return Number(fieldsOf(await redis.xinfo("STREAM", topic) as string[])["entries-added"]);
}

const blockMs = 200;

/** Reads over a new connection, from the next new entry on. */
async function followStream(
  access: Access,
  topic: string,
  use: (message: BrokerMessage) => void,
): Promise<AsyncDisposable> {
  const redis = await connect(access);
  const [last] = await answered(redis.xrevrange(topic, "+", "-", "COUNT", 1));
  let ended = false;
  const reading = (async () => {
    for (let after = last?.[0] ?? "0"; !ended;) {
      const found = await redis.xread("COUNT", 100, "BLOCK", blockMs, "STREAMS", topic, after);
      for (const entry of (found?.[0]?.[1] ?? []) as unknown as Entry[]) {
        use(messageOf(entry));
        after = entry[0];
      }
    }
  })().catch(() => {}); // Redis is away: nothing more comes over this connection
  return {
    async [Symbol.asyncDispose]() {
      ended = true;
      leave(redis);
      await reading;
    },
  };
}

async function countAfter(redis: Redis, topic: string, after: string): Promise<number> {
  let count = 0;
  for await (const page of pagesOf(redis, topic, after)) count += page.length;
  return count;
}

const pendingPage = 1_000;

/** Entries that were handed out, are not acknowledged, and are still in the stream. */
async function countPending(redis: Redis, topic: string, group: string): Promise<number> {
  let count = 0;
  for (let from = "-";;) {
    const asked = redis.xpending(topic, group, from, "+", pendingPage);
    const ids = (await answered(asked) as [string][]).map(([id]) => id);
    if (ids.length === 0) return count;
    const looks = ids.map((id) => ["xrange", topic, id, id]);
    const seen = replies(await answered(redis.pipeline(looks).exec())) as unknown[][];
    count += seen.filter((entries) => entries.length > 0).length;
    from = `(${ids.at(-1)}`;
  }
}

/** Messages put back for one group (`only`) were sent before, so they are not listed twice. */
async function* messagesOf(access: Access, topic: string): AsyncGenerator<BrokerMessage> {
  const redis = await connect(access);
  try {
    for await (const page of pagesOf(redis, topic)) {
      yield* page.map(messageOf).filter(({ headers }) => headers.only === undefined);
    }
  } finally {
    leave(redis);
  }
}

async function* deadLettersOf(
  access: Access,
  dead: string,
): AsyncGenerator<BrokerMessage & { reason: string }> {
  const redis = await connect(access);
  try {
    for await (const page of pagesOf(redis, dead)) {
      yield* page.map(messageOf).map((message) => ({
        ...message,
        reason: message.headers.reason ?? "",
      }));
    }
  } finally {
    leave(redis);
  }
}

/** Each entry is moved in one transaction, so a second call after a failure continues where the first ended. */
async function redrive(redis: Redis, topic: string, dead: string, group: string) {
  let count = 0;
  for await (const page of pagesOf(redis, dead)) {
    for (const entry of page) {
      const { offset, key, value, headers: { reason: _, ...headers } } = messageOf(entry);
      const fields = flatOf({ key, value, headers: { ...headers, only: group } });
      const moved = redis.multi().xadd(topic, "*", ...fields).xdel(dead, offset).exec();
      replies(await answered(moved));
      count++;
    }
  }
  return count;
}
