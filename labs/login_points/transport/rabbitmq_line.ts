/** A connection with one channel. Any error gives up both. */
import { type Channel, Connection, type Envelope } from "rabbitmq-client";
import { choice, id, setting, within } from "../../../harness/roles/role.ts";

export interface Line extends AsyncDisposable {
  readonly channel: Channel;
  /** Resolves with the reason when channel or connection is lost. */
  readonly lost: Promise<Error>;
  readonly isLost: boolean;
  /** Ids of messages that found no queue, as the broker returned them. */
  readonly returned: Set<string>;
  /** Closes at once, without a message to the broker. */
  destroy(): void;
}

const goodbyeMs = 500;
/** Each side gives the connection up when the other side is silent for two heartbeats. */
const heartbeatSeconds = 5;

/** Retries until the broker is available, at most `timeoutMs`. `confirms` turns on publisher confirms. */
export async function openLine(
  timeoutMs: number,
  { confirms = true }: { confirms?: boolean } = {},
): Promise<Line> {
  const connection = new Connection({
    url: setting("BROKER_URL"),
    connectionName: id,
    acquireTimeout: timeoutMs,
    // Our own limit covers all steps. The client's timer would run on after we give the connection up.
    connectionTimeout: 0,
    retryLow: 50,
    retryHigh: 200,
    heartbeat: heartbeatSeconds,
  });
  const lost = Promise.withResolvers<Error>();
  let isOpen = false;
  let isLost = false;
  const lose = (error: Error) => {
    isLost = true;
    lost.resolve(error);
  };
  // Before the channel is open the client reconnects by itself.
  connection.on("error", (error) => isOpen && lose(error));
  try {
    const acquired = connection.acquire({ emitErrorsFromChannel: true });
    const channel = await within(timeoutMs, acquired, `no broker within ${timeoutMs} ms`);
    isOpen = true;
    const returned = new Set<string>();
    channel.on("error", lose);
    channel.on("close", () => lose(new Error("the channel is closed")));
    channel.on("basic.return", ({ messageId }) => returned.add(messageId ?? ""));
    if (confirms) {
      await within(timeoutMs, channel.confirmSelect(), `no answer within ${timeoutMs} ms`);
    }
    return {
      channel,
      lost: lost.promise,
      get isLost() {
        return isLost;
      },
      returned,
      destroy: () => connection.unsafeDestroy(),
      [Symbol.asyncDispose]: () => hangUp(connection, channel),
    };
  } catch (error) {
    connection.unsafeDestroy();
    throw error;
  }
}

async function hangUp(connection: Connection, channel: Channel): Promise<void> {
  const farewell = channel.close().then(() => connection.close());
  await within(goodbyeMs, farewell, "no farewell").catch(() => {});
  connection.unsafeDestroy();
  await new Promise((resolve) => setImmediate(resolve)); // the socket closes in the next turn of the event loop
}

/** Headers and properties of every message that we send. A named encoding keeps the client from parsing JSON. */
export const envelopeOf = (
  message: { messageId: string; type: string; key: string },
): Envelope => ({
  messageId: message.messageId,
  type: message.type,
  contentType: "application/json",
  contentEncoding: "utf-8",
  durable: choice("PERSISTENT", { "true": true, "false": false }, "true"),
  headers: { key: message.key, timestamp_in_ms: Date.now() },
});

/**
 * Publishes the messages in order; resolves when the broker has each of them in a queue. The broker
 * returns an unroutable message before it confirms the message, but the client reports the return later, in the
 * next turn of the event loop.
 *
 * @throws the reason why the line was lost, or an Error that says `unroutable`
 */
export async function publish(
  { channel, returned, lost }: Line,
  messages: readonly (readonly [Envelope, Buffer])[],
): Promise<void> {
  const failures: unknown[] = [];
  const published = messages.map(([envelope, body]) =>
    channel.basicPublish({ ...envelope, mandatory: true }, body).catch((e) => {
      failures.push(e);
      throw e;
    })
  );
  published.forEach((one) => one.catch(() => {})); // `failures` keeps all errors; one is thrown below
  const broken = await Promise.race([
    Promise.all(published).then(() => null, (error) => error),
    lost,
  ]);
  await turn();
  if (broken !== null) throw failures.concat(broken).find(isTooLarge) ?? broken;
  const missing = messages.find(([{ messageId }]) => returned.has(messageId ?? ""));
  if (missing !== undefined) throw new Error(`unroutable: ${missing[0].messageId}`);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A message that is too large closes the channel; the messages behind it then fail for other reasons. */
export function isTooLarge(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "PRECONDITION_FAILED" && /message size .* larger/.test(message ?? "");
}
