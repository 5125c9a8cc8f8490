/** Shared by the tests of the transports: a server, a namespace, a link, and `until`. */
import type { Endpoint, Server, TcpProxies } from "../../../harness/contract/lab.ts";
import { openTcpProxies } from "../../../harness/proxies/tcp_proxies.ts";
import { provision } from "../../../harness/servers/local/testing.ts";
import type { Broker, BrokerNamespace } from "../../../harness/services/broker.ts";
import type { Delivery, Handlers, Outgoing } from "./transport.ts";

export const link = "role-broker";

export interface Stand extends AsyncDisposable {
  readonly server: Server;
  readonly namespace: BrokerNamespace;
  readonly links: TcpProxies;
  /** The role's end of the link; `BROKER_URL` names it. */
  readonly endpoint: Endpoint;
}

/** The environment of a role whose link can be disturbed. */
export async function stand(broker: Broker): Promise<Stand> {
  const stack = new AsyncDisposableStack();
  const up = stack.use(await provision({ services: { broker }, routes: { broker: 1 } }));
  const server = up.servers.broker;
  const namespace = stack.use(await broker.openNamespace(server, up.run));
  const links = stack.use(await openTcpProxies());
  const endpoint = await links.open(link, server.routes[0]);
  await namespace.declare({
    groups: [namespace.group, `${namespace.topic}.audit`],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
  });
  const env = { ...namespace.env("points"), BROKER_URL: namespace.url(endpoint) };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return { server, namespace, links, endpoint, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export const outgoing = (n: number, body = String(n)): Outgoing => ({
  messageId: `id ${n}`,
  type: "LoggedIn",
  key: `user ${n % 3}`,
  op: n,
  body,
});

export const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, n) => from + n);

/** The bodies of the messages that the harness sees in the broker, as numbers. */
export async function inBroker(namespace: BrokerNamespace): Promise<number[]> {
  return (await Array.fromAsync(namespace.messages())).map(({ value }) => Number(value));
}

/** Records each delivery, then calls `handle`. */
export function listener(handle: (delivery: Delivery) => Promise<void> | void = () => {}) {
  const got: string[] = [];
  let acknowledged = 0;
  const handlers: Handlers = {
    handle: async (delivery) => {
      got.push(delivery.text);
      await handle(delivery);
    },
    acknowledged: () => {
      acknowledged++;
      return Promise.resolve();
    },
  };
  return { got, handlers, acknowledged: () => acknowledged };
}

/** Fails after 15 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 15_000; !await holds();) {
    if (performance.now() > deadline) throw new Error(`not true within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
