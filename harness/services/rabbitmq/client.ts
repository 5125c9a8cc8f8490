/** The harness's way into a broker, past every proxy. */
import { type Channel, Connection } from "rabbitmq-client";
import type { Access, Endpoint } from "../../lab.ts";
import { within } from "../../timer.ts";

const answerMs = 2_000;
const late = "the broker did not answer in time";

export interface Client extends AsyncDisposable {
  /**
   * Work on a channel of its own, which is closed afterwards. Rejects where the broker is away, or
   * where the work takes longer than `limitMs`. @default 2_000
   */
  use<T>(work: (channel: Channel) => Promise<T>, limitMs?: number): Promise<T>;
  /** A channel that the caller closes. */
  acquire(): Promise<Channel>;
}

/** Hexadecimal passwords need no escapes. */
export const urlOf = ({ user, password }: Access, { host, port }: Endpoint): string =>
  `amqp://${user}:${password}@${host}:${port}`;

/** Connects at once, and again by itself after the broker was away. */
export function openClient(access: Access): Client {
  const connection = new Connection({
    url: urlOf(access, access.endpoint),
    connectionName: "asynclab-harness",
    acquireTimeout: answerMs,
    connectionTimeout: answerMs,
    retryLow: 50,
    retryHigh: 100,
    heartbeat: 5,
  });
  // Whoever waits for a channel hears of it; there is nobody else to tell.
  let lastError: unknown;
  connection.on("error", (error) => lastError = error);
  connection.on("connection", () => lastError = undefined);
  return {
    async use(work, limitMs = answerMs) {
      try {
        return await within(limitMs, onChannel(connection, work), late);
      } catch (error) {
        if (error instanceof Error) error.cause ??= lastError;
        throw error;
      }
    },
    acquire: () => within(answerMs, connection.acquire(), late),
    async [Symbol.asyncDispose]() {
      await within(500, connection.close(), "no farewell").catch(() => {});
      connection.unsafeDestroy();
    },
  };
}

async function onChannel<T>(
  connection: Connection,
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  const channel = await connection.acquire();
  try {
    return await work(channel);
  } finally {
    channel.close().catch(() => {});
  }
}

/** Resolves when a channel could be opened. */
export async function pingRabbit(access: Access): Promise<void> {
  await using client = openClient(access);
  await client.use(() => Promise.resolve(), 1_500);
}
