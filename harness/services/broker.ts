/** The harness's view of any broker: the namespace of a run on it. */
import { acknowledges, hasDisk } from "../contract/capabilities.ts";
import { capability, type Offer, offer } from "../contract/capability.ts";
import type { Namespace, Service } from "../contract/lab.ts";

/** A message as the broker stores it. */
export interface BrokerMessage {
  /** Always 0 for a broker without partitions. */
  readonly partition: number;
  /** The message's position in the partition. */
  readonly offset: string;
  /** Milliseconds since 1970, by the clock that the broker uses for its messages. */
  readonly timestampMs: number;
  /** The key that orders messages: the user. */
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** How messages of a run are handed out. A broker ignores settings that it does not support. */
export interface Topology {
  /** Consumer groups or queues. Each group gets every message once. */
  readonly groups: readonly string[];
  /**
   * `event`: every subscriber gets the message. `command`: the message has an address and exactly
   * one receiver.
   */
  readonly kind: "event" | "command";
  /** False: the broker keeps the messages in memory only, if it can. */
  readonly durable: boolean;
  /**
   * Only one consumer of a group gets messages at a time, so that their order is kept. The others
   * stand by.
   */
  readonly singleActiveConsumer: boolean;
}

export interface BrokerNamespace extends Namespace {
  /** A topic, an exchange, a stream or a channel. Roles get it as `TOPIC`. */
  readonly topic: string;
  /**
   * The group of the points service, `TOPIC.points`. Other groups have names of the same form. Each
   * role gets the name of its own group as `GROUP`.
   */
  readonly group: string;
  /** False if the broker stores no messages: then `messages` returns those that the harness received. */
  readonly keeps: boolean;
  /** True where the broker stamps the time itself; false where it uses the sender's time. */
  readonly stampsMessages: boolean;
  /**
   * Creates the objects of these groups in the broker, except those that roles create themselves.
   * Call it before the roles start, and again for groups that are added later.
   */
  declare(topology: Topology): Promise<void>;
  /**
   * The number of messages that the group has not acknowledged, as far as the broker reports it;
   * null if the broker has no such number. Throws while the broker is away.
   */
  lag(group: string): Promise<number | null>;
  /**
   * The number of messages that the broker has received, as far as it can count them. For a broker
   * without a count: the number that the harness received.
   */
  taken(): Promise<number>;
  /**
   * Resolves when the harness listens. From then on, calls `use` with each message that the broker
   * gets, until the result is disposed.
   */
  follow(use: (message: BrokerMessage) => void): Promise<AsyncDisposable>;
  /** False while a consumer group is rebalancing: the number of waiting messages is then unknown. */
  atRest(): Promise<boolean>;
  /**
   * Every message that the broker had at the call, acknowledged ones too, in the broker's order. With
   * partitions, only the messages of each partition are in order.
   */
  messages(): AsyncIterable<BrokerMessage>;
  /**
   * Like `messages`, but moves nothing in the broker: it may be called while a fault can end the
   * broker. It can miss messages.
   */
  look(): AsyncIterable<BrokerMessage>;
  /** Sends these messages again, each to its own partition; resolves when the broker has them. */
  produce(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
  /** Opens a connection that stays open, so that `give` is as fast as possible. */
  openProducer(): Promise<BrokerProducer>;
  /** The messages in the run's dead-letter queue, with the reason. */
  deadLetters(): AsyncIterable<BrokerMessage & { readonly reason: string }>;
  /** Sends the dead letters to `group` again; resolves with their number. */
  redrive(group: string): Promise<number>;
}

export interface BrokerProducer extends AsyncDisposable {
  /** Like `produce` of the namespace. */
  give(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
}

/** Makes a producer out of `produce`, for a broker to which a connection takes no time. */
export const producerOf = (produce: BrokerProducer["give"]): Promise<BrokerProducer> =>
  Promise.resolve({ give: produce, [Symbol.asyncDispose]: () => Promise.resolve() });

/** Where the dead letters of a topic, exchange or stream go: roles and harness agree on this name. */
export const deadLetterTopicOf = (topic: string): string => `${topic}.dead`;

/** The name of this role's group. */
export const groupOf = (topic: string, role: string): string => `${topic}.${role}`;

export type Broker = Service<BrokerNamespace>;

/** The broker accepts a second copy of a message. */
export const takesCopies = capability<BrokerNamespace>("copies", "broker that takes copies");

/** The capabilities of every broker; `name` is its name in the lab. */
export const brokerOffers = (name: string): Offer[] => [
  offer(takesCopies, ({ namespaces }) => namespaces[name] as BrokerNamespace),
];

/** For a broker that redelivers a message until the message is acknowledged. */
export const redelivers: Offer = offer(acknowledges, () => null);

/** For a server with files whose size the operating system can limit. */
export const onDisk = (name: string): Offer =>
  offer(hasDisk, ({ servers }) => ({ fill: () => servers[name].fillDisk() }));
