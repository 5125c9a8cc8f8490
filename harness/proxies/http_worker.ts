/** The thread of an HTTP proxy: opens the proxy, and applies and ends troubles when it is called. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { Endpoint, Trouble } from "../contract/lab.ts";
import { Proxy } from "./http_listener.ts";
import { ActiveTrouble, seedOf } from "./http_trouble.ts";
import { answerCalls } from "../host/thread.ts";

export type Call =
  | { readonly do: "open"; readonly upstream: Endpoint; readonly seed: number }
  | { readonly do: "disturb"; readonly trouble: Trouble }
  | { readonly do: "touched"; readonly trouble: number }
  | { readonly do: "end"; readonly trouble: number }
  | { readonly do: "repeated" }
  | { readonly do: "unanswered" }
  | { readonly do: "ended" }
  | { readonly do: "close" };

let proxy: Proxy;
let seed = 0;
let lastTrouble = 0;
const troubles = new Map<number, ActiveTrouble>();

async function open(call: Call & { do: "open" }): Promise<Endpoint> {
  seed = call.seed;
  proxy = new Proxy(call.upstream);
  return { host: "127.0.0.1", port: await proxy.listen() };
}

function disturb(trouble: Trouble): number {
  const active = new ActiveTrouble(trouble, seedOf(seed, ++lastTrouble));
  troubles.set(lastTrouble, active);
  proxy.add(active);
  return lastTrouble;
}

function activeOf(id: number): ActiveTrouble {
  const active = troubles.get(id);
  if (!active) throw new Error(`There is no trouble '${id}', or it has ended already`);
  return active;
}

function end(id: number): { touched: number; ops: number[] } {
  const active = activeOf(id);
  troubles.delete(id);
  return proxy.remove(active);
}

function run(call: Call): unknown {
  switch (call.do) {
    case "open":
      return open(call);
    case "disturb":
      return disturb(call.trouble);
    case "touched":
      return activeOf(call.trouble).touched;
    case "end":
      return end(call.trouble);
    case "repeated":
      return proxy.repeated();
    case "unanswered":
      return proxy.requests.unanswered();
    case "ended":
      return proxy.requests.ended();
    case "close":
      return proxy.close();
  }
}

answerCalls(self, run);
