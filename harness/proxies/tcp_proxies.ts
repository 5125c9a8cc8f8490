/**
 * The TCP proxies between roles and servers. They run in their own thread, so that no redraw of the
 * screen delays a byte.
 */
import type { Endpoint, TcpProxies } from "../contract/lab.ts";
import type { Call } from "./tcp_worker.ts";
import { startThread } from "../host/thread.ts";

/**
 * Starts the thread. A call on a thread that died rejects with the error that ended the thread.
 * `open` rejects with a Refusal where the port is in use.
 *
 * A delay holds each chunk for `delayMs` ± `jitterMs` and keeps the order; dials are not delayed.
 * Under a partition, the proxy stops reading when a direction holds more than 1 MiB. An RST and an
 * EOF are held back and passed on in order, like the bytes. When a `withhold` is healed, its bytes
 * are dropped and their connections are reset.
 */
export async function openTcpProxies(
  program: string = import.meta.resolve("./tcp_worker.ts"),
): Promise<TcpProxies> {
  const thread = startThread<Call>(program, "links");
  await thread.started;
  const names: string[] = [];
  return {
    async open(name, route) {
      const endpoint = await thread.ask<Endpoint>({ do: "open", name, route });
      names.push(name);
      return endpoint;
    },
    names: () => [...names],
    disturb: (links, condition) => thread.ask({ do: "disturb", links, condition }),
    heal: (condition) => thread.ask({ do: "heal", condition }),
    touched: (condition) => thread.ask({ do: "touched", condition }),
    traffic: () => thread.ask({ do: "traffic" }),
    reset: (links) => thread.ask({ do: "reset", links }),
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
