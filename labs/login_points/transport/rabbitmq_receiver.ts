/** Consumes a queue, one message after the other, in the order in which they are handed out. */
import type { AsyncMessage } from "rabbitmq-client";
import { setting, sleep, stopping, within } from "../../../harness/roles/role.ts";
import { type Line, openLine, publish } from "./rabbitmq_line.ts";
import type { Delivery, Handlers, Receiver, ReceiverOptions } from "./transport.ts";

const answerMs = 2_000;
const retryMs = 200;

export function openReceiver({ group, prefetch = 1 }: ReceiverOptions): Receiver {
  const disposed = new AbortController();
  const stop = AbortSignal.any([stopping, disposed.signal]);
  let working: Promise<void> = Promise.resolve();
  return {
    run(handlers) {
      return new Promise((consuming) => {
        working = keepConsuming({ group, prefetch, handlers, stop, consuming });
      });
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await working;
    },
  };
}

interface Work extends Required<ReceiverOptions> {
  readonly handlers: Handlers;
  readonly stop: AbortSignal;
  consuming(): void;
}

/**
 * Until it is told to stop. Where a connection is cut, or where a handler throws, the channel goes
 * as a whole: everything in hand is handed out again, in its old order (of a quorum queue, where no
 * more than 32 messages are in hand: it loses the order of more). To give back one message alone
 * would let those behind it overtake it.
 */
async function keepConsuming(work: Work): Promise<void> {
  const { stop, consuming } = work;
  while (!stop.aborted) {
    try {
      await using line = await openLine(answerMs);
      await consume(line, work);
    } catch (error) {
      if (stop.aborted) break;
      console.error(error instanceof Error ? error.message : error);
      // Each return counts, and after 20 the broker sets the message aside.
      await sleep(retryMs, stop);
    }
  }
  consuming();
}

/** Resolves at the stop, after the message in hand; throws where the line is lost. */
async function consume(line: Line, work: Work): Promise<void> {
  const { group, prefetch, handlers, stop, consuming } = work;
  const { channel } = line;
  const inbox: AsyncMessage[] = [];
  let lost: Error | null = null;
  let wake = () => {};
  const lose = (error: Error) => {
    lost ??= error;
    wake();
  };
  line.lost.then(lose);
  channel.on("basic.cancel", (_, error) => lose(error)); // the queue went away
  const awake = () => wake();
  stop.addEventListener("abort", awake);
  const begin = async () => {
    await channel.basicQos({ prefetchCount: prefetch });
    await channel.basicConsume({ queue: group }, (message) => {
      inbox.push(message);
      wake();
    });
  };
  try {
    await within(answerMs, begin(), `no answer within ${answerMs} ms`);
    consuming();
    while (!stop.aborted) {
      // What is in hand of a lost line comes again: handled now, it would be handled twice.
      if (lost !== null) throw lost;
      const message = inbox.shift();
      if (message === undefined) await new Promise<void>((resolve) => wake = resolve);
      else await handleOne(line, message, prefetch, handlers);
    }
  } finally {
    stop.removeEventListener("abort", awake);
  }
}

async function handleOne(
  line: Line,
  message: AsyncMessage,
  prefetch: number,
  handlers: Handlers,
): Promise<void> {
  const { channel } = line;
  const { deliveryTag } = message;
  let settled: "acknowledged" | "given back" | null = null;
  /** Nothing answers an acknowledgement, but a channel is served in order: what is asked behind it is. */
  const settle = async (as: typeof settled) => {
    if (as === "acknowledged") channel.basicAck({ deliveryTag });
    else channel.basicNack({ deliveryTag, requeue: true });
    await channel.basicQos({ prefetchCount: prefetch });
    settled = as;
  };
  const delivery: Delivery = {
    text: textOf(message.body),
    ack: () => settle("acknowledged"),
    requeue: () => settle("given back"),
    async bury(reason) {
      await bury(line, message, reason);
      await settle("acknowledged");
    },
  };
  await handlers.handle(delivery);
  if (settled === null) await delivery.ack();
  if (settled !== "given back") await handlers.acknowledged?.([delivery.text]);
}

/** A crash between this and the acknowledgement doubles the dead letter; none is missing. */
async function bury(line: Line, message: AsyncMessage, reason: string): Promise<void> {
  const { messageId, type, contentType, contentEncoding, routingKey, headers } = message;
  const envelope = {
    exchange: `${setting("TOPIC")}.dead`,
    ...{ messageId, type, contentType, contentEncoding, routingKey },
    durable: true,
    headers: { ...headers, reason, timestamp_in_ms: Date.now() },
  };
  await publish(line, [[envelope, Buffer.from(textOf(message.body))]]);
}

/** The client parses what says that it is JSON and names no encoding. */
const textOf = (body: unknown): string =>
  body instanceof Uint8Array || typeof body === "string" ? body.toString() : JSON.stringify(body);
