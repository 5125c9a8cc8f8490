import { Kafka, type KafkaJSProtocolError, logLevel, type RetryOptions } from "kafkajs";
import type { Endpoint } from "../../lab.ts";

/** Fails fast where the broker is away: the caller asks again. */
export function kafkaAt({ host, port }: Endpoint, retry: RetryOptions = { retries: 0 }): Kafka {
  return new Kafka({
    clientId: "asynclab-harness",
    brokers: [`${host}:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { initialRetryTime: 100, maxRetryTime: 300, ...retry },
  });
}

/** Resolves when a broker is there that takes records: one that was not let in yet is not listed. */
export async function pingKafka(endpoint: Endpoint): Promise<void> {
  const admin = kafkaAt(endpoint).admin();
  try {
    await within(2_000, admin.connect());
    const { brokers } = await within(2_000, admin.describeCluster());
    if (brokers.length === 0) throw new Error("the broker is not let into its cluster yet");
  } finally {
    await within(500, admin.disconnect()).catch(() => {});
  }
}

/** Rejects where the work takes longer. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`the broker did not answer within ${limitMs / 1000} s`)),
    limitMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const patienceMs = 5_000;

/**
 * Asks again where the broker says that it is about to be ready: just started, it does not lead
 * its partitions yet. An error of the connection is thrown at once.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + patienceMs;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isPassing(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e.name === "KafkaJSProtocolError") return (e as KafkaJSProtocolError).retriable;
  }
  return false;
}
