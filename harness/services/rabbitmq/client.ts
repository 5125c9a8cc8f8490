/** The harness's own connection to a broker, without a proxy. */
import { type Channel, Connection } from "rabbitmq-client";
import type { Access, Endpoint } from "../../contract/lab.ts";
import { within } from "../../timer.ts";

const answerMs = 2_000;
const late = "the broker did not answer in time";

export interface Client extends AsyncDisposable {
  /**
   * Runs the work on a new channel, which is closed afterwards. Rejects where the broker is away,
   * or where the work takes longer than `limitMs`. @default 2_000
   */
  use<T>(work: (channel: Channel) => Promise<T>, limitMs?: number): Promise<T>;
  /** The number of connections so far: facts known from an older connection may be outdated. */
  readonly generation: number;
  /** Opens a channel; the caller closes it. */
  acquire(): Promise<Channel>;
}

/** Hexadecimal passwords need no escapes. */
export const urlOf = ({ user, password }: Access, { host, port }: Endpoint): string =>
  `amqp://${user}:${password}@${host}:${port}`;

function connect(access: Access): Connection {
  return new Connection({
    url: urlOf(access, access.endpoint),
    connectionName: "asynclab-harness",
    acquireTimeout: answerMs,
    // Every piece of work has its own limit; this timer would outlive a connection that is closed
    // early.
    connectionTimeout: 0,
    retryLow: 50,
    retryHigh: 100,
    heartbeat: 5,
  });
}

async function leave(connection: Connection): Promise<void> {
  await within(500, connection.close(), "no farewell").catch(() => {});
  connection.unsafeDestroy();
  // The socket closes in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Connects at once, and reconnects by itself after the broker was away. */
export function openClient(access: Access): Client {
  const connection = connect(access);
  // Work that waits for a channel gets this error as its cause; it is reported nowhere else.
  let lastError: unknown;
  connection.on("error", (error) => lastError = error);
  let generation = 0;
  connection.on("connection", () => {
    lastError = undefined;
    generation++;
  });
  return {
    get generation() {
      return generation;
    },
    async use(work, limitMs = answerMs) {
      try {
        return await within(limitMs, onChannel(connection, work), late);
      } catch (error) {
        if (error instanceof Error) error.cause ??= lastError;
        throw error;
      }
    },
    acquire: () => within(answerMs, connection.acquire(), late),
    [Symbol.asyncDispose]: () => leave(connection),
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

/** Resolves when a channel could be opened; rejects with the first error of the connection. */
export async function pingRabbit(access: Access): Promise<void> {
  const connection = connect(access);
  const failed = new Promise<never>((_, reject) => connection.on("error", reject));
  try {
    const opened = onChannel(connection, () => Promise.resolve());
    await within(1_500, Promise.race([opened, failed]), late);
  } finally {
    await leave(connection);
  }
}
