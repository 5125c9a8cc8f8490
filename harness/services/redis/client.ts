/** The harness's own connections to Redis: one for each piece of work. */
import type { Redis } from "ioredis";
import type { Access } from "../../contract/lab.ts";
import { within } from "../../timer.ts";

export type { Redis };

const answerMs = 2_000;

/**
 * Connects; rejects where there is no answer within 2 s. The connection does not reconnect by
 * itself: the client would keep commands meanwhile and send them later.
 */
export async function connect({ endpoint, user, password }: Access): Promise<Redis> {
  // Loaded only here: most runs have no Redis, and each start would load it.
  const { Redis } = await import("ioredis");
  const redis = new Redis({
    ...endpoint,
    username: user,
    password,
    // Replies of the older protocol have the same shape in every release.
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    connectionName: "asynclab-harness",
    connectTimeout: answerMs,
  });
  let cause: unknown = null;
  redis.on("error", (error) => cause = error);
  try {
    await answered(redis.connect());
    return redis;
  } catch (error) {
    leave(redis);
    throw cause ?? error;
  }
}

/** Runs the work on a new connection. Rejects while Redis is away, silent or still loading its file. */
export async function ask<T>(access: Access, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = await connect(access);
  try {
    return await answered(work(redis));
  } finally {
    leave(redis);
  }
}

/** Rejects where the answer takes longer than 2 s. */
export const answered = <T>(work: Promise<T>): Promise<T> =>
  within(answerMs, work, `Redis did not answer within ${answerMs / 1000} s`);

/** Closes the connection. The client's `disconnect` would set a timer if the connection has closed already. */
export function leave(redis: Redis): void {
  redis.stream?.destroy();
}

/** The replies of a pipeline or transaction; throws the first error among them. */
export function replies(results: readonly [Error | null, unknown][] | null): unknown[] {
  return (results ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
