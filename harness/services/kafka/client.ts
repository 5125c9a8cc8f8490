import type { Kafka, KafkaJSProtocolError, RetryOptions } from "kafkajs";
import { NotReady } from "../../errors.ts";
import type { Endpoint } from "../../contract/lab.ts";
import { within as inTime } from "../../timer.ts";

/**
 * A client that fails fast where the broker is away: the caller retries. `at` is one node, or all
 * nodes of a cluster.
 */
export async function kafkaAt(
  at: Endpoint | readonly Endpoint[],
  retry: RetryOptions = { retries: 0 },
): Promise<Kafka> {
  const { Kafka, logLevel } = await import("kafkajs");
  await import("./codecs.ts");
  return new Kafka({
    clientId: "asynclab-harness",
    brokers: [at].flat().map(({ host, port }) => `${host}:${port}`),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { initialRetryTime: 100, maxRetryTime: 300, ...retry },
  });
}

/** Resolves when this broker accepts records. Before that, its cluster does not list it. */
export async function pingKafka(endpoint: Endpoint): Promise<void> {
  const admin = (await kafkaAt(endpoint)).admin();
  try {
    await within(2_000, admin.connect());
    const { brokers } = await within(2_000, admin.describeCluster());
    if (!brokers.some(({ port }) => port === endpoint.port)) {
      throw new Error("the cluster does not list the broker yet");
    }
  } finally {
    await within(500, admin.disconnect()).catch(() => {});
  }
}

/** Rejects where the work takes longer than the limit. */
export const within = <T>(limitMs: number, work: Promise<T>): Promise<T> =>
  inTime(limitMs, work, `the broker did not answer within ${limitMs / 1_000} s`);

/** All nodes of this node's cluster; waits until there are `size` of them. */
export async function nodesAt(endpoint: Endpoint, size: number): Promise<Endpoint[]> {
  if (size === 1) return [endpoint];
  const admin = (await kafkaAt(endpoint)).admin();
  const deadline = performance.now() + patienceMs;
  try {
    await within(2_000, admin.connect());
    for (;;) {
      const { brokers } = await within(2_000, admin.describeCluster());
      if (brokers.length === size) return brokers;
      if (performance.now() > deadline) {
        throw new Error(`the cluster has ${brokers.length} of ${size} brokers`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await within(500, admin.disconnect()).catch(() => {});
  }
}

const patienceMs = 5_000;

/**
 * Asks again while the broker is not ready: just after its start it does not lead its partitions
 * yet. A connection error is thrown at once.
 *
 * @throws NotReady where the broker does not get ready in time
 */
export const retryUntilAvailable = <T>(ask: () => Promise<T>): Promise<T> =>
  again(ask, isPassing, patienceMs);

/**
 * Like `retryUntilAvailable`, for three times as long, for a broker that may have just started. It
 * also asks again while a group has no coordinator: kafkajs reports this error where its search for a
 * coordinator fails for any reason.
 */
export const retryForLong = <T>(ask: () => Promise<T>): Promise<T> =>
  again(ask, (error) => isPassing(error) || hasNoCoordinator(error), 3 * patienceMs);

async function again<T>(
  ask: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  limitMs: number,
): Promise<T> {
  for (const deadline = performance.now() + limitMs;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (performance.now() > deadline) throw neverReady(error as Error, limitMs);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A real case: after two elections within a second, Kafka 4.3.1 may never have a group coordinator again. */
const neverReady = (error: Error, limitMs: number) =>
  new NotReady(
    `Kafka has been up for ${limitMs / 1_000} s without being ready: ${error.message}; ` +
      "where its servers are kept warm, 'asynclab down' ends them",
    error,
  );

const hasNoCoordinator = (error: unknown): boolean =>
  error instanceof Error && error.name === "KafkaJSGroupCoordinatorNotFound";

function isPassing(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e.name === "KafkaJSProtocolError") return (e as KafkaJSProtocolError).retriable;
  }
  return false;
}
