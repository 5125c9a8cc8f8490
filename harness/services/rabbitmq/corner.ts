/** A run's part of a RabbitMQ broker. */
import type { Channel } from "rabbitmq-client";
import type { Access, Endpoint, Server } from "../../lab.ts";
import type { BrokerCorner, Wiring } from "../broker.ts";
import { type Client, openClient, urlOf } from "./client.ts";
import { type DeadLetter, moveDead, produceTo, readDead, readStream } from "./messages.ts";
import { bind, declare, forget, type Names, namesOf, routingKeyOf, unbind } from "./topology.ts";

export interface RabbitCorner extends BrokerCorner {
  /**
   * Messages that lie ready in the group's queue. Those in a consumer's hand, not acknowledged,
   * cannot be seen without the management plugin: they count again when it has ended.
   */
  lag(group: string): Promise<number>;
  deadLetters(): AsyncIterable<DeadLetter>;
  /** Takes the bindings away: what is published from now on has nowhere to go. */
  unbind(): Promise<void>;
  /** Puts them back. */
  bind(): Promise<void>;
}

const goodbyeMs = 4_000;
const wireMs = 10_000;

export async function openCorner(server: Server, run: string): Promise<RabbitCorner> {
  const client = openClient(server.access);
  try {
    await client.use(() => Promise.resolve());
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
  return cornerOf(client, server.access, namesOf(run));
}

function cornerOf(client: Client, access: Access, names: Names): RabbitCorner {
  const { exchange: topic, tap, dead } = names;
  const group = `${topic}.points`;
  let wiring: Wiring = {
    groups: [group],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
  };
  const target = () => ({ exchange: topic, routingKey: routingKeyOf(names, wiring) });
  return {
    topic,
    group,
    keeps: true,
    get env() {
      const PERSISTENT = String(wiring.durable);
      return { TOPIC: topic, GROUP: group, ROUTING_KEY: target().routingKey, PERSISTENT };
    },
    url: (at: Endpoint) => urlOf(access, at),
    async wire(wanted) {
      wiring = wanted;
      await client.use((channel) => declare(channel, names, wiring), wireMs);
    },
    lag: (group) => client.use((channel) => readyIn(channel, group)),
    messages: () => readStream(client, tap),
    produce: (messages) => produceTo(client, { ...target(), durable: wiring.durable }, messages),
    async *deadLetters() {
      yield* await readDead(client, dead);
    },
    redrive: (group) => moveDead(client, dead, group),
    bind: () => client.use((channel) => bind(channel, names, wiring)),
    unbind: () => client.use((channel) => unbind(channel, names, wiring)),
    async [Symbol.asyncDispose]() {
      // Where the broker is gone, so is what it held.
      const all = client.use((channel) => forget(channel, names, wiring.groups), goodbyeMs);
      await all.catch(() => {});
      await client[Symbol.asyncDispose]();
    },
  };
}

async function readyIn(channel: Channel, queue: string): Promise<number> {
  return (await channel.queueDeclare({ queue, passive: true })).messageCount;
}

export async function forgetCorner(access: Access, run: string): Promise<void> {
  await using client = openClient(access);
  await client.use((channel) => forget(channel, namesOf(run)), goodbyeMs);
}
