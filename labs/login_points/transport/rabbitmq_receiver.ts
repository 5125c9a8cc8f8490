/** Consumes a queue, one message after the other, in the order of delivery. */
import type { AsyncMessage } from "rabbitmq-client";
import {
  deadLetterTopicOf,
  setting,
  sleep,
  stopping,
  within,
} from "../../../harness/roles/role.ts";
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
 * Consumes until the stop. When a connection is cut or a handler throws, the whole channel is given
 * up: the broker redelivers all unacknowledged messages in their old order. (A quorum queue keeps
 * the order of at most 32 unacknowledged messages.) If one message alone were requeued, the messages
 * behind it would overtake it.
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
      // Each return counts: after 20 returns the broker sets the message aside.
      await sleep(retryMs, stop);
    }
  }
  consuming();
}

/** Resolves at the stop, after the current message; throws when the line is lost. */
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
      // The broker redelivers the inbox of a lost line: a message handled now would be handled twice.
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
  /**
   * The broker does not answer an acknowledgement. But it serves a channel in order: its answer to
   * `basicQos` proves that the acknowledgement arrived.
   */
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

/** A crash between this call and the acknowledgement duplicates the dead letter, but never loses it. */
async function bury(line: Line, message: AsyncMessage, reason: string): Promise<void> {
  const { messageId, type, contentType, contentEncoding, routingKey, headers } = message;
  const envelope = {
    exchange: deadLetterTopicOf(setting("TOPIC")),
    ...{ messageId, type, contentType, contentEncoding, routingKey },
    durable: true,
    headers: { ...headers, reason, timestamp_in_ms: Date.now() },
  };
  await publish(line, [[envelope, Buffer.from(textOf(message.body))]]);
}

/** The client parses the body if its type is JSON and no encoding is named. */
const textOf = (body: unknown): string =>
  body instanceof Uint8Array || typeof body === "string" ? body.toString() : JSON.stringify(body);
