/** A run's part of a Redis as a log: a stream, its consumer groups and a stream of dead letters. */
import type { Access, Server } from "../../lab.ts";
import { type BrokerCorner, type BrokerMessage, groupOf } from "../broker.ts";
import { answered, ask, connect, leave, type Redis, replies } from "./client.ts";
import { append, type Entry, fieldsOf, flatOf, messageOf, pagesOf } from "./entries.ts";
import { forgetCorner, prefixOf, urlOf } from "./names.ts";

export function openStreams({ access }: Server, run: string): Promise<BrokerCorner> {
  const topic = `${prefixOf(run)}stream`;
  const dead = `${topic}.dead`;
  const group = groupOf(topic, "points");
  return Promise.resolve({
    topic,
    group,
    keeps: true,
    env: (role) => ({ TOPIC: topic, GROUP: groupOf(topic, role) }),
    url: urlOf(access),
    wire: ({ groups }) => ask(access, (redis) => makeGroups(redis, topic, groups)),
    lag: (group) => ask(access, (redis) => lagOf(redis, topic, group)),
    taken: () => ask(access, (redis) => takenBy(redis, topic)),
    follow: (use) => followStream(access, topic, use),
    atRest: () => Promise.resolve(true),
    messages: () => messagesOf(access, topic),
    produce: (messages) => reading(access, (redis) => append(redis, topic, messages)),
    deadLetters: () => deadLettersOf(access, dead),
    redrive: (group) => reading(access, (redis) => redrive(redis, topic, dead, group)),
    async [Symbol.asyncDispose]() {
      // Where the server is gone, so are its keys.
      await forgetCorner(access, run).catch(() => {});
    },
  });
}

/** Work of several answers, each with a limit of its own. */
async function reading<T>(access: Access, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = await connect(access);
  try {
    return await work(redis);
  } finally {
    leave(redis);
  }
}

/** Each begins before the first entry. */
async function makeGroups(redis: Redis, topic: string, groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    try {
      await redis.xgroup("CREATE", topic, group, "0", "MKSTREAM");
    } catch (error) {
      if (!(error as Error).message.startsWith("BUSYGROUP")) throw error;
    }
  }
}

/** Entries that were not handed out, and those that were and are not acknowledged. */
async function lagOf(redis: Redis, topic: string, group: string): Promise<number> {
  if (await redis.exists(topic) === 0) return 0;
  const groups = (await redis.xinfo("GROUPS", topic) as string[][]).map(fieldsOf);
  const found = groups.find(({ name }) => name === group);
  if (found === undefined) return await redis.xlen(topic);
  const lag = found.lag ?? await countAfter(redis, topic, found["last-delivered-id"]);
  return Number(lag) + Number(found.pending);
}

async function takenBy(redis: Redis, topic: string): Promise<number> {
  if (await redis.exists(topic) === 0) return 0;
  return Number(fieldsOf(await redis.xinfo("STREAM", topic) as string[])["entries-added"]);
}

const blockMs = 200;

/** On a connection of its own, from what comes next on. */
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
  })().catch(() => {}); // Redis is away: nothing more comes by this connection
  return {
    async [Symbol.asyncDispose]() {
      ended = true;
      leave(redis);
      await reading;
    },
  };
}

/** Redis does not tell a lag where entries were deleted. */
async function countAfter(redis: Redis, topic: string, after: string): Promise<number> {
  let count = 0;
  for await (const page of pagesOf(redis, topic, after)) count += page.length;
  return count;
}

/** What was put back for one group (`only`) was given before, and is not told twice. */
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

/** Each is moved as one: a second call after a failure goes on where the first ended. */
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
