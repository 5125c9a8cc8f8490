/** The thread of the TCP proxies: each message is one call, and its answer has the call's id. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { Condition, Endpoint, Route } from "../contract/lab.ts";
import { unavailable } from "../errors.ts";
import { type ActiveCondition, TcpProxy } from "./tcp_proxy.ts";
import { answerCalls } from "../host/thread.ts";

export type Call =
  | { readonly do: "open"; readonly name: string; readonly route: Route }
  | { readonly do: "disturb"; readonly links: readonly string[]; readonly condition: Condition }
  | { readonly do: "heal"; readonly condition: number }
  | { readonly do: "touched"; readonly condition: number }
  | { readonly do: "reset"; readonly links: readonly string[] }
  | { readonly do: "traffic" }
  | { readonly do: "close" };

const links = new Map<string, TcpProxy>();
const conditions = new Map<number, ActiveCondition>();
let lastCondition = 0;

async function open(name: string, route: Route): Promise<Endpoint> {
  if (links.has(name)) throw new Error(`The link '${name}' is open already`);
  const link = new TcpProxy(name, route);
  links.set(name, link);
  try {
    return { host: "127.0.0.1", port: await link.listen() };
  } catch (error) {
    links.delete(name);
    throw refusalOf(error, name, route.listenPort);
  }
}

function refusalOf(error: unknown, name: string, port: number): unknown {
  switch ((error as { code?: string }).code) {
    case "EADDRINUSE":
      return unavailable(
        `Port ${port} on 127.0.0.1, wanted for the link ${name}, is in use; end the program that listens there, or choose another port`,
        error,
      );
    case "EACCES":
      return unavailable(
        `Port ${port} on 127.0.0.1, wanted for the link ${name}, may not be opened by this user; choose a port from 1024 up`,
        error,
      );
    default:
      return error;
  }
}

function find(names: readonly string[]): TcpProxy[] {
  return [...new Set(names)].map((name) => {
    const link = links.get(name);
    if (link) return link;
    throw new Error(`There is no link '${name}'; open links: ${[...links.keys()].join(", ")}`);
  });
}

function disturb(names: readonly string[], condition: Condition): number {
  const active: ActiveCondition = { condition, links: find(names), touched: 0 };
  conditions.set(++lastCondition, active);
  for (const link of active.links) link.apply(active);
  return lastCondition;
}

function conditionOf(id: number): ActiveCondition {
  const active = conditions.get(id);
  if (active) return active;
  throw new Error(`There is no condition '${id}', or it is healed already`);
}

function heal(id: number): number {
  const active = conditionOf(id);
  conditions.delete(id);
  for (const link of active.links) link.remove(active);
  return active.touched;
}

function touched(id: number): number {
  const active = conditionOf(id);
  return active.links.reduce((sum, link) => sum + link.withheldBy(active), active.touched);
}

function reset(names: readonly string[]): number {
  return find(names).reduce((sum, link) => sum + link.reset(), 0);
}

async function close(): Promise<void> {
  await Promise.all([...links.values()].map((link) => link.close()));
  links.clear();
}

function run(call: Call): unknown {
  switch (call.do) {
    case "open":
      return open(call.name, call.route);
    case "disturb":
      return disturb(call.links, call.condition);
    case "heal":
      return heal(call.condition);
    case "touched":
      return touched(call.condition);
    case "reset":
      return reset(call.links);
    case "traffic":
      return [...links.values()].map((link) => link.traffic());
    case "close":
      return close();
  }
}

answerCalls(self, run);
