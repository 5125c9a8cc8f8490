/** Shared by both Redis transports: connections, and a sender on a connection. */
import { Buffer } from "node:buffer";
import { Redis } from "ioredis";
import { setting, within } from "../../../harness/roles/role.ts";
import { type Outgoing, Refused, type Sender, type SenderOptions } from "./transport.ts";

export type { Redis };

/**
 * Resolves when Redis answers; rejects after the limit. The client never reconnects by itself: it
 * would queue commands meanwhile, and send them after their caller has given up.
 */
export async function connect(limitMs: number): Promise<Redis> {
  const redis = new Redis(setting("BROKER_URL"), {
    // Replies of the older protocol have the same shape in every release.
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    disableClientInfo: true,
    connectTimeout: limitMs,
  });
  let cause: unknown = null;
  redis.on("error", (error) => cause = error);
  try {
    // A server that is still loading its file accepts the connection but refuses the ping.
    await answered(limitMs, redis.connect().then(() => redis.ping()));
    return redis;
  } catch (error) {
    abandon(redis);
    throw cause ?? error;
  }
}

export const answered = <T>(limitMs: number, work: Promise<T>): Promise<T> =>
  within(limitMs, work, `no answer from Redis in ${Math.round(limitMs)} ms`);

/** Cuts the connection with an RST: bytes that were written but not sent are dropped, not sent later. */
export function abandon(redis: Redis): void {
  const { stream } = redis;
  if (stream === undefined || stream.destroyed) return;
  if (stream.connecting) stream.destroy();
  else stream.resetAndDestroy();
}

/** The replies of a pipeline or transaction; throws the first error among them. */
export function replies(results: readonly [Error | null, unknown][] | null): unknown[] {
  return (results ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

const farewellMs = 500;

/**
 * Sends messages in pipelines on one connection, which is replaced after a failure.
 *
 * @param commandOf returns the command, word by word, that sends a message to Redis
 */
export function openRedisSender(
  commandOf: (message: Outgoing) => string[],
  { unconfirmed = false, timeoutMs = 1_500 }: SenderOptions = {},
): Sender {
  let current: Promise<Redis> | null = null;

  async function connected(limitMs: number): Promise<Redis> {
    const known = current;
    const status = (await known?.catch(() => null))?.status;
    if (status !== "ready" && current === known) current = null;
    return await (current ??= connect(limitMs));
  }

  /** Each step ends at its limit, so that a failed send writes nothing later. */
  async function attempt(messages: readonly Outgoing[]): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const leftMs = () => Math.max(0, deadline - performance.now());
    const redis = await answered(timeoutMs, connected(timeoutMs));
    const commands = messages.map(commandOf);
    const largest = commands.reduce((most, words) => Math.max(most, largestOf(words)), 0);
    if (largest > alwaysTakenBytes) await mustTake(redis, largest, leftMs());
    const written = redis.pipeline(commands).exec();
    if (unconfirmed) written.catch(() => {});
    else replies(await answered(leftMs(), written));
  }

  return {
    async send(messages) {
      try {
        await attempt(messages);
      } catch (error) {
        if (!(error instanceof Refused)) {
          current?.then(abandon, () => {});
          current = null;
        }
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      const redis = await current?.catch(() => null);
      if (redis?.status !== "ready") return;
      // Redis answers QUIT after all earlier commands: the commands of an unconfirmed send are not lost.
      await answered(farewellMs, redis.quit()).catch(() => {});
      abandon(redis);
    },
  };
}

const largestOf = (words: string[]) => Math.max(...words.map((word) => Buffer.byteLength(word)));

/** Every Redis accepts values of this size: `proto-max-bulk-len` cannot be smaller. */
const alwaysTakenBytes = 1024 * 1024;

/**
 * Checks the size before the send: Redis cuts the connection after a value that is too large, and the
 * client often does not read the error before the cut.
 */
async function mustTake(redis: Redis, bytes: number, limitMs: number): Promise<void> {
  const [, limit] = await answered(
    limitMs,
    redis.config("GET", "proto-max-bulk-len"),
  ) as string[];
  if (bytes > Number(limit)) {
    throw new Refused(`a value of ${bytes} bytes is larger than proto-max-bulk-len, ${limit}`);
  }
}
