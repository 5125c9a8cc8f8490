/**
 * An HTTP proxy in front of a service. It runs in its own thread, so that no redraw of the screen
 * delays an answer.
 */
import type { Endpoint, HttpProxy } from "../contract/lab.ts";
import type { Call } from "./http_worker.ts";
import { startThread } from "../host/thread.ts";

/**
 * Listens on a free port of 127.0.0.1. The same seed and the same requests in the same order draw
 * the same trouble. A call on a thread that died rejects with the error that ended the thread.
 *
 * If the service does anything but answer (it refuses, resets, or ends in the middle), the caller
 * sees a reset. If a caller goes away, its request at the service ends too. No request is sent
 * twice. A trouble decides about a request when the request's whole body has arrived. An answer that
 * arrives after the trouble's end is passed on at once.
 *
 * Besides the answers of troubles, the HTTP proxy itself answers 413 to a body above 16 MiB, and
 * sends `100 Continue`. It drops the service's interim answers, trailers and upgrades.
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
    repeated: () => thread.ask({ do: "repeated" }),
    unanswered: () => thread.ask({ do: "unanswered" }),
    ended: () => thread.ask({ do: "ended" }),
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
