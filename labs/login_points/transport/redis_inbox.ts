/** Messages that were heard and are not handled yet: in memory alone, so that a crash loses them. */
import { sleep } from "../../../harness/roles/role.ts";
import type { Delivery, Handlers } from "./transport.ts";

const retryMs = 200;

export interface Inbox {
  put(text: string): void;
  /** The oldest; waits for one. Null where there is none and none will come. */
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

/** One after the other, those that wait at the end too. */
export async function workThrough(inbox: Inbox, handlers: Handlers, ended: AbortSignal) {
  for (let text; (text = await inbox.take()) !== null;) await handle(text, inbox, handlers, ended);
}

/** One that fails is tried again before those behind it; at the end it is lost. */
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
