/** A run's namespace on a RabbitMQ broker. */
import type { Channel } from "rabbitmq-client";
import type { Access, Endpoint, Server } from "../../contract/lab.ts";
import { sleep } from "../../timer.ts";
import {
  type BrokerMessage,
  type BrokerNamespace,
  groupOf,
  producerOf,
  type Topology,
} from "../broker.ts";
import { type Client, openClient, urlOf } from "./client.ts";
import { counter } from "./count.ts";
import { followExchange } from "./follow.ts";
import { type DeadLetter, toDeadLetter } from "./message.ts";
import { moveDead, produceTo } from "./publish.ts";
import { logger, peek } from "./read.ts";
import { bind, declare, forget, type Names, namesOf, routingKeyOf, unbind } from "./topology.ts";

export interface RabbitNamespace extends BrokerNamespace {
  /**
   * Messages that are ready in the group's queue. Messages that a consumer holds unacknowledged
   * cannot be seen without the management plugin; they count again when the consumer has ended.
   */
  lag(group: string): Promise<number>;
  deadLetters(): AsyncIterable<DeadLetter>;
  /** Removes one queue's binding. If there is no other queue, new messages cannot be routed. */
  unbind(): Promise<void>;
  /** Restores the bindings. */
  bind(): Promise<void>;
}

const goodbyeMs = 4_000;
const goneMs = 10_000;
const askMs = 50;
const declareMs = 10_000;
/**
 * RabbitMQ reports that a quorum queue exists before the name of its log is on disk: Erlang's dets
 * delays the write by 3 s. If the broker is killed before that, it comes up with an empty queue
 * without a leader, even if messages had been confirmed.
 */
const writtenMs = 3_500;

export async function openNamespace(server: Server, run: string): Promise<RabbitNamespace> {
  const client = openClient(server.access);
  try {
    await client.use(() => Promise.resolve());
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
  return namespaceOf(client, server.access, namesOf(run));
}

function namespaceOf(client: Client, access: Access, names: Names): RabbitNamespace {
  const { exchange: topic, auditQueue, dead } = names;
  const group = groupOf(topic, "points");
  let topology: Topology = {
    groups: [group],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
  };
  let isDeclared = false;
  let declaredMs = -Infinity;
  const count = counter(client);
  const copies = logger(client, auditQueue, count);
  const inTurn = oneAtATime();
  const listed = (read: () => Promise<readonly BrokerMessage[]>) =>
    async function* () {
      yield* await inTurn(read);
    };
  const target = () => ({ exchange: topic, routingKey: routingKeyOf(names, topology) });
  const produce: BrokerNamespace["produce"] = (messages) =>
    produceTo(client, { ...target(), durable: topology.durable }, messages);
  return {
    topic,
    group,
    keeps: true,
    stampsMessages: false,
    env: (role) => ({
      TOPIC: topic,
      GROUP: groupOf(topic, role),
      ROUTING_KEY: target().routingKey,
      PERSISTENT: String(topology.durable),
    }),
    url: (at: Endpoint) => urlOf(access, at),
    async declare(wanted) {
      await client.use((channel) => declare(channel, names, wanted), declareMs);
      const before = isDeclared ? topology.groups : [];
      topology = { ...wanted, groups: [...new Set([...before, ...wanted.groups])] };
      isDeclared = true;
      declaredMs = performance.now();
    },
    onDisk: () => sleep(declaredMs + writtenMs - performance.now()),
    lag: count,
    // When the broker has noticed a consumer's end, the consumer's unacknowledged messages are ready again.
    settled: () => client.use((channel) => withoutConsumers(channel, topology.groups), goneMs),
    taken: () => inTurn(copies.count),
    follow: (use) => followExchange(client, names, topology, use),
    atRest: () => Promise.resolve(true),
    messages: listed(copies.read),
    look: listed(copies.look),
    produce,
    openProducer: () => producerOf(produce),
    async *deadLetters() {
      const found = await inTurn(async () => await peek(client, dead, await count(dead)));
      yield* found.map(toDeadLetter);
    },
    redrive: (group) => inTurn(() => moveDead(client, dead, group)),
    bind: () => client.use((channel) => bind(channel, names, topology)),
    unbind: () => client.use((channel) => unbind(channel, names, topology)),
    async [Symbol.asyncDispose]() {
      // Where the broker is gone, so are its messages.
      await forgetAll(client, names).catch(() => {});
      await client[Symbol.asyncDispose]();
    },
  };
}

/** For readers of a queue: a message that one reader holds is invisible to another. */
function oneAtATime() {
  let reading: Promise<unknown> = Promise.resolve();
  return <T>(read: () => Promise<T>): Promise<T> => {
    const next = reading.then(read);
    reading = next.catch(() => {});
    return next;
  };
}

export async function dropNamespace(access: Access, run: string): Promise<void> {
  await using client = openClient(access);
  await forgetAll(client, namesOf(run));
}

/** Retries: just after a start, a queue that is electing its leader cannot be deleted yet. */
async function forgetAll(client: Client, names: Names): Promise<void> {
  for (const deadline = performance.now() + goodbyeMs;;) {
    try {
      return await client.use((channel) => forget(channel, names), goodbyeMs);
    } catch (error) {
      const isPassing = /may be stopping or being demoted/.test((error as Error).message);
      if (!isPassing || performance.now() > deadline) throw error;
    }
    await sleep(askMs);
  }
}

async function withoutConsumers(channel: Channel, queues: readonly string[]): Promise<void> {
  for (const queue of queues) {
    for (;;) {
      const { consumerCount } = await channel.queueDeclare({ queue, passive: true });
      if (consumerCount === 0) break;
      await sleep(askMs);
    }
  }
}
