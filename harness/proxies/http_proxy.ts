/** An HTTP proxy in front of a service, run in a thread of its own so that no redraw delays an answer. */
import type { Endpoint, HttpProxy } from "../contract/lab.ts";
import type { Call } from "./http_worker.ts";
import { startThread } from "../host/thread.ts";

/**
 * Listens on a free port of 127.0.0.1. The same seed and the same requests in the same order draw
 * the same trouble. A call on a thread that died rejects with the error that ended it.
 *
 * What the service does other than answer (it refuses, it resets, it ends in the middle) reaches
 * the caller as a reset; a caller that goes away takes its request at the service with it. No
 * request is ever sent twice. Trouble takes a request when its whole body has come; an answer that
 * comes after the trouble's end is passed on at once.
 *
 * The HTTP proxy's own answers beside the troubles' are 413 to a body above 16 MiB and `100 Continue`;
 * of the service's it drops interim ones, trailers and upgrades.
 */
export async function openHttpProxy(
  upstream: Endpoint,
  { seed }: { readonly seed: number },
): Promise<HttpProxy> {
  const thread = startThread<Call>(import.meta.resolve("./http_worker.ts"), "HTTP proxy");
  await thread.started;
  const endpoint = await thread.ask<Endpoint>({ do: "open", upstream, seed });
  return {
    endpoint,
    async disturb(trouble) {
      const id = await thread.ask<number>({ do: "disturb", trouble });
      return {
        touched: () => thread.ask({ do: "touched", trouble: id }),
        end: () => thread.ask({ do: "end", trouble: id }),
      };
    },
    async [Symbol.asyncDispose]() {
      try {
        await thread.ask({ do: "close" });
      } catch {
        // A thread that died has closed everything already.
      }
      thread.end();
    },
  };
}
