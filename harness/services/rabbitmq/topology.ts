/** A run's objects in the broker: exchanges, queues and bindings. All names begin with the topic's. */
import { Buffer } from "node:buffer";
import type { Channel } from "rabbitmq-client";
import { deadLetterTopicOf, type Topology } from "../broker.ts";

type Arguments = Record<string, unknown>;

export interface Names {
  readonly exchange: string;
  /** The queue with a copy of every message that the exchange accepted. */
  readonly auditQueue: string;
  /** The exchange and the queue for messages that were set aside. */
  readonly dead: string;
  /** A queue that holds the names of the run's other queues. */
  readonly list: string;
}

/**
 * A queue without a consumer for this long expires. The time is longer than any run: the audit queue
 * and the dead-letter queue have no consumer, and messages alone do not keep a queue alive.
 */
const expiresMs = 7 * 86_400_000;
/** A message that was requeued this many times is set aside: it may be the one that kills its consumers. */
const deliveryLimit = 20;
/**
 * The audit queue. It is not a stream, although a stream can be read again: after a restart the
 * broker accepts messages before its streams are back, and their copies would be missing. With any
 * delivery limit, a requeued message keeps its place; without a limit it goes to the end.
 */
const copies: Arguments = {
  "x-queue-type": "quorum",
  "x-expires": expiresMs,
  "x-delivery-limit": 1_000_000,
};
/** This queue is read again and again: a quorum queue would count each requeue and lose the order. */
const deadLetters: Arguments = { "x-queue-type": "classic", "x-expires": expiresMs };
/**
 * AMQP cannot list queues, and a sweep after a killed run does not know the run's topology. So the
 * run keeps the names of its queues in a queue.
 */
const listOfQueues: Arguments = { "x-queue-type": "classic", "x-expires": expiresMs };

/** RabbitMQ allows any 255 bytes; these characters need no quoting in a URL or on a command line. */
export function namesOf(run: string): Names {
  const exchange = run.replaceAll(/[^a-zA-Z0-9._-]/g, "-").slice(0, 200);
  return {
    exchange,
    auditQueue: `${exchange}.audit`,
    dead: deadLetterTopicOf(exchange),
    list: `${exchange}.queues`,
  };
}

/** `points` for `TOPIC.points`: the address of a command. */
export const shortName = ({ exchange }: Names, group: string): string =>
  group.startsWith(`${exchange}.`) ? group.slice(exchange.length + 1) : group;

/** The group that gets a command; for an event it is only a label. */
export const routingKeyOf = (names: Names, { groups: [first] }: Topology): string =>
  shortName(names, first ?? "points");

/** Creates the run's objects in the broker. Calling it again changes nothing. */
export async function declare(channel: Channel, names: Names, topology: Topology): Promise<void> {
  const { exchange, auditQueue, dead, list } = names;
  const type = topology.kind === "event" ? "fanout" : "direct";
  await enlist(channel, list, topology.groups);
  await channel.exchangeDeclare({ exchange, type, durable: true });
  await channel.exchangeDeclare({ exchange: dead, type: "fanout", durable: true });
  await channel.queueDeclare({ queue: dead, durable: true, arguments: deadLetters });
  await channel.queueDeclare({ queue: auditQueue, durable: true, arguments: copies });
  await channel.queueBind({ queue: dead, exchange: dead });
  for (const queue of topology.groups) {
    await channel.queueDeclare({ queue, durable: true, arguments: queueArguments(dead, topology) });
  }
  await bind(channel, names, topology);
}

/**
 * Not durable means: a classic queue with messages published as transient, so that a restart
 * forgets them. The queue itself survives, so its consumers find it again.
 */
function queueArguments(dead: string, { durable, singleActiveConsumer }: Topology): Arguments {
  return {
    "x-expires": expiresMs,
    "x-dead-letter-exchange": dead,
    ...(singleActiveConsumer ? { "x-single-active-consumer": true } : {}),
    ...(durable
      ? {
        "x-queue-type": "quorum",
        "x-delivery-limit": deliveryLimit,
        // With this strategy a dead letter leaves the queue only when the dead-letter queue has it.
        // The strategy requires this overflow setting.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
      }
      : { "x-queue-type": "classic" }),
  };
}

/** Binds the consumers' queues first, so that they get every message that the audit queue gets. */
export async function bind(channel: Channel, names: Names, topology: Topology): Promise<void> {
  for (const binding of bindings(names, topology)) await channel.queueBind(binding);
}

/**
 * Removes one queue's binding. All the other queues still get the messages published afterwards. If
 * there is no other queue (the audit queue does not count), those messages cannot be routed.
 */
export async function unbind(channel: Channel, names: Names, topology: Topology): Promise<void> {
  const all = bindings(names, topology);
  const missing = topology.groups.length > 1 ? all.slice(0, 1) : all.reverse();
  for (const binding of missing) await channel.queueUnbind(binding);
}

/** The routing keys of all messages that the groups get. */
export const bindKeys = (names: Names, { groups }: Topology): string[] =>
  groups.map((queue) => shortName(names, queue));

function bindings(names: Names, { groups }: Topology) {
  const { exchange, auditQueue } = names;
  const keys = groups.map((queue) => ({ queue, exchange, routingKey: shortName(names, queue) }));
  return [...keys, ...keys.map(({ routingKey }) => ({ queue: auditQueue, exchange, routingKey }))];
}

/** Writes the list before the queues exist: if the run is killed in between, the list is complete. */
async function enlist(channel: Channel, list: string, groups: readonly string[]): Promise<void> {
  await channel.queueDeclare({ queue: list, durable: true, arguments: listOfQueues });
  await channel.confirmSelect();
  for (const group of groups) {
    await channel.basicPublish({ routingKey: list, durable: true }, Buffer.from(group));
  }
}

async function enlisted(channel: Channel, list: string): Promise<string[]> {
  await channel.queueDeclare({ queue: list, durable: true, arguments: listOfQueues });
  const groups: string[] = [];
  // Not acknowledged: after an interrupted sweep, the names are still there for the next sweep.
  for (let got = await channel.basicGet(list); got; got = await channel.basicGet(list)) {
    groups.push(String(got.body));
  }
  return groups;
}

/**
 * Removes everything of the run from the broker, with the queues of every group that was ever
 * declared for it. A missing object is not an error. The exchange goes first, so that nothing new
 * arrives; the list goes last.
 */
export async function forget(
  channel: Channel,
  { exchange, auditQueue, dead, list }: Names,
): Promise<void> {
  await channel.exchangeDelete({ exchange });
  const groups = await enlisted(channel, list);
  for (const queue of new Set([...groups, auditQueue, dead])) await channel.queueDelete({ queue });
  await channel.exchangeDelete({ exchange: dead });
  await channel.queueDelete({ queue: list });
}
