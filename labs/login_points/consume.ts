/** The work of every consumer of `LoggedIn` before and after it applies a delivery. */
import { type Database, id, idle, now, point, record, stopping } from "../../harness/roles/role.ts";
import { type LoggedIn, loggedIn } from "./message.ts";
import { reject } from "./points.ts";
import type { Delivery, Handlers } from "./transport/transport.ts";

const retryMs = 200;

export type Apply = (message: LoggedIn, delivery: Delivery) => Promise<void>;

/** Acknowledges a message after its effect; sets an unreadable message aside. */
export function handling(sql: Database, apply: Apply): Handlers {
  return {
    async handle(delivery) {
      const message = loggedIn.safeParse(parse(delivery.text));
      if (!message.success) {
        return await untilDone(() => reject(sql, delivery.text, message.error.message));
      }
      record([{ at: now(), kind: "deliver", op: message.data.op, role: id }]);
      await apply(message.data, delivery);
      await point("after-effect-before-ack", { ops: [message.data.op] });
    },
    acknowledged: (texts) => point("after-ack", { ops: opsOf(texts) }),
  };
}

/** The operations of the readable messages. */
function* opsOf(texts: readonly string[]): Generator<number> {
  for (const text of texts) {
    const { success, data } = loggedIn.safeParse(parse(text));
    if (success) yield data.op;
  }
}

/** Retries until the target is available: the message waits, and those behind it wait too. */
export async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      if (stopping.aborted) throw error;
      await idle(retryMs);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
