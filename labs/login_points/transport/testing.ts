/** What the tests of transports share: a server, a corner, a link, and a way to wait. */
import type { Endpoint, Links, Server } from "../../../harness/contract/lab.ts";
import { openLinks } from "../../../harness/proxies/links.ts";
import { provision } from "../../../harness/servers/local/testing.ts";
import type { Broker, BrokerCorner } from "../../../harness/services/broker.ts";
import type { Delivery, Handlers, Outgoing } from "./transport.ts";

export const link = "role-broker";

export interface Stand extends AsyncDisposable {
  readonly server: Server;
  readonly corner: BrokerCorner;
  readonly links: Links;
  /** Where the link ends that `BROKER_URL` leads over. */
  readonly endpoint: Endpoint;
}

/** The environment of a role whose link can be disturbed. */
export async function stand(broker: Broker): Promise<Stand> {
  const stack = new AsyncDisposableStack();
  const up = stack.use(await provision({ services: { broker }, ways: { broker: 1 } }));
  const server = up.servers.broker;
  const corner = stack.use(await broker.openCorner(server, up.run));
  const links = stack.use(await openLinks());
  const endpoint = await links.open(link, server.ways[0]);
  await corner.wire({
    groups: [corner.group, `${corner.topic}.audit`],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
  });
  const env = { ...corner.env("points"), BROKER_URL: corner.url(endpoint) };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return { server, corner, links, endpoint, [Symbol.asyncDispose]: () => stack.disposeAsync() };
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

/** The bodies of what the harness sees in the broker, as numbers. */
export async function inBroker(corner: BrokerCorner): Promise<number[]> {
  return (await Array.fromAsync(corner.messages())).map(({ value }) => Number(value));
}

/** Writes down what it was handed; `handle` does the rest. */
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
    if (performance.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
