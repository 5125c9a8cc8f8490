/** What a run has in the broker: exchanges, queues and what binds them. All names begin with the topic's. */
import { Buffer } from "node:buffer";
import type { Channel } from "rabbitmq-client";
import type { Topology } from "../broker.ts";

type Arguments = Record<string, unknown>;

export interface Names {
  readonly exchange: string;
  /** A copy of all that the exchange took. */
  readonly auditQueue: string;
  /** Exchange and queue of what was set aside. */
  readonly dead: string;
  /** A queue whose messages are the names of the run's other queues. */
  readonly list: string;
}

/**
 * A queue that nobody consumes for so long is nobody's. Longer than any run: messages that lie in
 * the copies and the dead letters keep neither alive.
 */
const expiresMs = 7 * 86_400_000;
/** A message that was given back so often is set aside: it may be what kills its consumers. */
const deliveryLimit = 20;
/**
 * The copies. Not in a stream, though a stream can be read again: after a restart the broker takes
 * messages before its streams are back, and the copies of these would be missing. With a limit,
 * whatever it is, a message that is given back keeps its place; without one it goes to the end.
 */
const copies: Arguments = {
  "x-queue-type": "quorum",
  "x-expires": expiresMs,
  "x-delivery-limit": 1_000_000,
};
/** Read again and again: of what is given back, a quorum queue counts the times and loses the order. */
const deadLetters: Arguments = { "x-queue-type": "classic", "x-expires": expiresMs };
/**
 * AMQP cannot list queues, and who sweeps after a killed run does not know its topology: so the run
 * leaves the names of its queues in a queue.
 */
const listOfQueues: Arguments = { "x-queue-type": "classic", "x-expires": expiresMs };

/** RabbitMQ takes any 255 bytes; these need no quoting in a URL or on a command line. */
export function namesOf(run: string): Names {
  const exchange = run.replaceAll(/[^a-zA-Z0-9._-]/g, "-").slice(0, 200);
  return {
    exchange,
    auditQueue: `${exchange}.audit`,
    dead: `${exchange}.dead`,
    list: `${exchange}.queues`,
  };
}

/** `points` of `TOPIC.points`: what a command is addressed to. */
export const shortName = ({ exchange }: Names, group: string): string =>
  group.startsWith(`${exchange}.`) ? group.slice(exchange.length + 1) : group;

/** The group that a command is for; of an event it says only where it comes from first. */
export const routingKeyOf = (names: Names, { groups: [first] }: Topology): string =>
  shortName(names, first ?? "points");

/** Doing it again changes nothing. */
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
 * Not durable means here: a classic queue whose messages are published as transient, so that a
 * restart forgets them. The queue's own name outlives it: its consumers find it again.
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
        // A dead letter is let go when its queue has it; this is allowed only beside the overflow.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
      }
      : { "x-queue-type": "classic" }),
  };
}

/** The consumers' queues first: nothing is in the audit queue that they could not have got. */
export async function bind(channel: Channel, names: Names, topology: Topology): Promise<void> {
  for (const binding of bindings(names, topology)) await channel.queueBind(binding);
}

/**
 * One queue's binding is missing. Where that queue is the only one (and the audit queue is of no account),
 * what is published afterwards has nowhere to go; else it goes to all the others.
 */
export async function unbind(channel: Channel, names: Names, topology: Topology): Promise<void> {
  const all = bindings(names, topology);
  const missing = topology.groups.length > 1 ? all.slice(0, 1) : all.reverse();
  for (const binding of missing) await channel.queueUnbind(binding);
}

/** The routing keys of all that the groups get. */
export const bindKeys = (names: Names, { groups }: Topology): string[] =>
  groups.map((queue) => shortName(names, queue));

function bindings(names: Names, { groups }: Topology) {
  const { exchange, auditQueue } = names;
  const keys = groups.map((queue) => ({ queue, exchange, routingKey: shortName(names, queue) }));
  return [...keys, ...keys.map(({ routingKey }) => ({ queue: auditQueue, exchange, routingKey }))];
}

/** Before the queues are there: a run that is killed between leaves none that is not in the list. */
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
  // Not acknowledged: a sweep that is interrupted leaves the list to the next one.
  for (let got = await channel.basicGet(list); got; got = await channel.basicGet(list)) {
    groups.push(String(got.body));
  }
  return groups;
}

/**
 * Takes all of the run from the broker, the queues of every group that was ever declared for it.
 * What is not there is no error. The exchange first, so that nothing new comes; the list last.
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
