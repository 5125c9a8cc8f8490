/** A run's namespace on a Redis as a channel: Redis keeps nothing, so the harness listens from the opening on. */
import type { Access, Server } from "../../contract/lab.ts";
import { sleep } from "../../timer.ts";
import { type BrokerMessage, type BrokerNamespace, groupOf, producerOf } from "../broker.ts";
import { answered, ask, connect, leave, type Redis, replies } from "./client.ts";
import { prefixOf, urlOf } from "./names.ts";

export async function openPubsub({ access }: Server, run: string): Promise<BrokerNamespace> {
  const topic = `${prefixOf(run)}channel`;
  const group = groupOf(topic, "points");
  const ear = await listen(access, topic);
  const produce: BrokerNamespace["produce"] = (messages) =>
    ask(access, async (redis) => {
      const pipeline = redis.pipeline();
      for (const message of messages) pipeline.publish(topic, textOf(message));
      replies(await pipeline.exec());
    });
  return {
    topic,
    group,
    keeps: false,
    stampsMessages: true,
    env: (role) => ({ TOPIC: topic, GROUP: groupOf(topic, role) }),
    url: urlOf(access),
    declare: () => Promise.resolve(),
    lag: () => Promise.resolve(null),
    taken: () => Promise.resolve(ear.heard.length),
    follow: (use) => {
      ear.listeners.add(use);
      return Promise.resolve({
        [Symbol.asyncDispose]: () => Promise.resolve(void ear.listeners.delete(use)),
      });
    },
    atRest: () => Promise.resolve(true),
    async *messages() {
      await ear.caughtUp();
      yield* ear.heard.slice();
    },
    async *look() {
      yield* ear.heard.slice();
    },
    produce,
    openProducer: () => producerOf(produce),
    async *deadLetters() {},
    redrive: () => Promise.resolve(0),
    [Symbol.asyncDispose]: () => ear[Symbol.asyncDispose](),
  };
}

interface Ear extends AsyncDisposable {
  readonly heard: readonly BrokerMessage[];
  /** Called with each received message. */
  readonly listeners: Set<(message: BrokerMessage) => void>;
  /** Resolves when all earlier messages are received, except those sent while the harness was cut off. */
  caughtUp(): Promise<void>;
}

const retryMs = 20;

/** Resolves when the harness listens. After a kill it reconnects, and misses the messages sent in between. */
async function listen(access: Access, channel: string): Promise<Ear> {
  const heard: BrokerMessage[] = [];
  const listeners = new Set<(message: BrokerMessage) => void>();
  const hear = (text: string) => {
    const message = messageOf(text, heard.length);
    heard.push(message);
    for (const use of listeners) use(message);
  };
  const leaving = new AbortController();
  const subscribe = async () => {
    const redis = await connect(access);
    redis.on("message", (_channel, text) => hear(text));
    try {
      await answered(redis.subscribe(channel));
    } catch (error) {
      leave(redis);
      throw error;
    }
    return redis;
  };
  let redis = await subscribe();
  const staying = (async () => {
    while (!leaving.signal.aborted) {
      await ended(redis);
      await sleep(retryMs, leaving.signal);
      if (!leaving.signal.aborted) redis = await subscribe().catch(() => redis);
    }
  })();
  return {
    heard,
    listeners,
    // Redis sends this answer after every earlier message on this connection.
    caughtUp: () => answered(redis.ping()).then(() => {}, () => {}),
    async [Symbol.asyncDispose]() {
      leaving.abort();
      leave(redis);
      await staying;
      leave(redis);
    },
  };
}

function ended(redis: Redis): Promise<void> {
  if (redis.status === "end") return Promise.resolve();
  return new Promise((resolve) => redis.once("end", resolve));
}

/** Reads an envelope with `key` and `body`, as the lab's roles publish it; else the whole text is the value. */
function messageOf(text: string, index: number): BrokerMessage {
  const at = { partition: 0, offset: String(index), timestampMs: Date.now() };
  try {
    const { key = null, body = null, ...headers } = JSON.parse(text);
    if (typeof body === "string") return { ...at, key, value: body, headers };
  } catch {
    // The text is in another program's own form.
  }
  return { ...at, key: null, value: text, headers: {} };
}

function textOf(
  { key, value, headers }: Pick<BrokerMessage, "key" | "value" | "headers">,
): string {
  return JSON.stringify({ ...headers, key, body: value });
}
