/** Messages that were received but not handled yet. They are only in memory: a crash loses them. */
import { sleep } from "../../../harness/roles/role.ts";
import type { Delivery, Handlers } from "./transport.ts";

const retryMs = 200;

export interface Inbox {
  put(text: string): void;
  /** Takes the oldest message, or waits for one. Null after the end, when no message is left. */
  take(): Promise<string | null>;
}

export function openInbox(ended: AbortSignal): Inbox {
  const waiting: string[] = [];
  let wake = () => {};
  ended.addEventListener("abort", () => wake());
  return {
    put(text) {
      waiting.push(text);
      wake();
    },
    async take() {
      while (waiting.length === 0 && !ended.aborted) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return waiting.shift() ?? null;
    },
  };
}

/** Handles the messages one after the other, including those that still wait at the end. */
export async function workThrough(inbox: Inbox, handlers: Handlers, ended: AbortSignal) {
  for (let text; (text = await inbox.take()) !== null;) await handle(text, inbox, handlers, ended);
}

/** Retries a failed message before the messages behind it. A message that fails after the end is lost. */
async function handle(text: string, inbox: Inbox, handlers: Handlers, ended: AbortSignal) {
  for (;;) {
    let settled = false;
    const settle = () => {
      settled = true;
      return Promise.resolve();
    };
    const delivery: Delivery = {
      text,
      ack: settle,
      requeue: () => {
        inbox.put(text);
        return settle();
      },
      bury: () => Promise.reject(new Error("Redis pub/sub has no dead-letter queue")),
    };
    try {
      await handlers.handle(delivery);
      if (!settled) await handlers.acknowledged?.([text]);
      return;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      if (settled || ended.aborted) return;
      await sleep(retryMs, ended);
    }
  }
}
