/** Redis pub/sub: a message goes to the current subscribers, and is kept nowhere. */
import { setting, sleep, stopping, within } from "../../../harness/roles/role.ts";
import { abandon, answered, connect, openRedisSender, type Redis } from "./redis.ts";
import { openInbox, workThrough } from "./redis_inbox.ts";
import type { Receiver, Transport } from "./transport.ts";

const limitMs = 1_000;
const retryMs = 100;
const pingEveryMs = 500;
const lastWorkMs = 3_000;

export const redisPubsub: Transport = {
  openSender(options) {
    const topic = setting("TOPIC");
    return openRedisSender(
      ({ messageId: id, type, key, body }) => [
        ...["publish", topic],
        JSON.stringify({ id, type, key, body }),
      ],
      options,
    );
  },
  openReceiver,
};

/** There are no groups: each receiver gets every message while it is connected. */
function openReceiver(): Receiver {
  const leaving = new AbortController();
  const ended = AbortSignal.any([stopping, leaving.signal]);
  const inbox = openInbox(ended);
  let done: Promise<unknown> = Promise.resolve();
  return {
    async run(handlers) {
      const begun = Promise.withResolvers<void>();
      const listening = listen(inbox.put, begun.resolve, ended);
      done = Promise.all([listening, workThrough(inbox, handlers, ended)]);
      await Promise.race([begun.promise, listening]);
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await within(lastWorkMs, done, "messages left in memory are lost").catch((error) =>
        console.error(error.message)
      );
    },
  };
}

/** Listens until the end; replaces a connection that is cut or silent. */
async function listen(put: (text: string) => void, begun: () => void, ended: AbortSignal) {
  while (!ended.aborted) {
    const connection = connect(limitMs);
    try {
      const redis = await connection;
      redis.on("message", (_channel, text) => put(bodyOf(text)));
      await answered(limitMs, redis.subscribe(setting("TOPIC")));
      begun();
      await watch(redis, ended);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      await sleep(retryMs, ended);
    } finally {
      await connection.then(abandon, () => {});
    }
  }
}

/** Throws when the connection ends or does not answer. */
async function watch(redis: Redis, ended: AbortSignal): Promise<void> {
  const cut = new AbortController();
  redis.once("end", () => cut.abort());
  const woken = AbortSignal.any([ended, cut.signal]);
  while (!ended.aborted) {
    await sleep(pingEveryMs, woken);
    if (!ended.aborted) await answered(limitMs, redis.ping());
  }
}

/** A foreign sender may send no envelope: then the whole text is the body. */
function bodyOf(text: string): string {
  try {
    const { body } = JSON.parse(text);
    return typeof body === "string" ? body : text;
  } catch {
    return text;
  }
}
