/** Reads messages out of a queue. */
import type { Channel } from "rabbitmq-client";
import { within } from "../../timer.ts";
import type { BrokerMessage } from "../broker.ts";
import type { Client } from "./client.ts";
import { toBrokerMessage } from "./message.ts";

const readLimitMs = 15_000;
/** The most messages that a consumer can have unacknowledged; the protocol counts in 16 bits. */
const mostInHand = 65_535;

/**
 * Takes the first `count` messages out of the queue, in order. Then calls `settle`, which
 * acknowledges or requeues all of them. Only one reader may run at a time.
 */
async function takeFirst(
  client: Client,
  queue: string,
  count: number,
  settle: (channel: Channel, last: number) => void,
): Promise<BrokerMessage[]> {
  const channel = await client.acquire();
  try {
    const work = async () => {
      const { found, last } = await handedOut(channel, queue, count);
      settle(channel, last);
      // A queue handles the requests of one channel in order, so this answer comes after the
      // settling.
      await channel.queueDeclare({ queue, passive: true });
      return found;
    };
    return await within(readLimitMs, work(), "the broker stopped handing out");
  } finally {
    await within(1_000, channel.close(), "no farewell").catch(() => {});
  }
}

async function handedOut(channel: Channel, queue: string, count: number) {
  const found: BrokerMessage[] = [];
  let last = 0;
  const all = Promise.withResolvers<void>();
  channel.on("close", () => all.reject(new Error("the broker closed the channel")));
  all.promise.catch(() => {}); // the channel is closed in the end, when nobody waits for `all`
  await channel.basicQos({ prefetchCount: count });
  const { consumerTag } = await channel.basicConsume({ queue, exclusive: true }, (message) => {
    // Nothing is acknowledged meanwhile, so the broker sends no more messages than requested.
    last = message.deliveryTag;
    if (found.push(toBrokerMessage(message, found.length)) === count) all.resolve();
  });
  await all.promise;
  // Without this, the broker would hand a requeued message out to us again.
  await channel.basicCancel({ consumerTag });
  return { found, last };
}

/** The messages in the queue; all of them stay there. */
export async function peek(client: Client, queue: string, count: number): Promise<BrokerMessage[]> {
  const limit = Math.min(count, mostInHand);
  if (limit === 0) return [];
  return await takeFirst(client, queue, limit, (channel, deliveryTag) => {
    channel.basicNack({ deliveryTag, multiple: true, requeue: true });
  });
}

/** Messages that arrive during a read are read too, but only for this many passes. */
const mostPasses = 20;

export interface Log {
  /**
   * Moves the queue's messages to the end of the log, in order, and returns the log. If a move is
   * interrupted, it throws, and so does every later call: it is then unknown which messages the
   * broker still has. So nobody may call it while a fault can end the broker.
   */
  read(): Promise<readonly BrokerMessage[]>;
  /** The log and at most 65,535 messages of the queue; moves none. */
  look(): Promise<readonly BrokerMessage[]>;
  /** Counts the messages of log and queue, and moves none. Just after a restart it may be too low. */
  count(): Promise<number>;
}

export function logger(
  client: Client,
  queue: string,
  count: (queue: string) => Promise<number>,
): Log {
  const log: BrokerMessage[] = [];
  let broken: unknown = null;
  const read = async (): Promise<readonly BrokerMessage[]> => {
    if (broken !== null) throw broken;
    // Just after a restart a queue may count its last message a little later than the others.
    for (let pass = 0; pass < mostPasses; pass++) {
      const left = await count(queue);
      if (left === 0) break;
      try {
        const taken = await takeFirst(client, queue, Math.min(left, mostInHand), acknowledge);
        for (const message of taken) log.push({ ...message, offset: String(log.length) });
      } catch (error) {
        broken = error;
        throw error;
      }
    }
    return log.slice();
  };
  const look = async () => [...log, ...await peek(client, queue, await count(queue))];
  return { read, look, count: async () => log.length + await count(queue) };
}

const acknowledge = (channel: Channel, deliveryTag: number) =>
  channel.basicAck({ deliveryTag, multiple: true });
