/** The harness's view of any broker: the namespace of a run on it. */
import { acknowledges, hasDisk } from "../contract/capabilities.ts";
import { capability, type Offer, offer } from "../contract/capability.ts";
import type { Namespace, Service } from "../contract/lab.ts";

/** A message as the broker stores it. */
export interface BrokerMessage {
  /** 0 where this broker has no partitions. */
  readonly partition: number;
  /** Its position in the partition. */
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
  /** Each group gets every message once: a consumer group or a queue. */
  readonly groups: readonly string[];
  /** `event`: every subscriber gets it. `command`: it has an address and exactly one receiver. */
  readonly kind: "event" | "command";
  /** False: kept in memory only, where the broker can do that. */
  readonly durable: boolean;
  /** Only one consumer of a group works at a time, so that order holds; the others stand by. */
  readonly singleActiveConsumer: boolean;
}

export interface BrokerNamespace extends Namespace {
  /** A topic, an exchange, a stream or a channel. Roles get it as `TOPIC`. */
  readonly topic: string;
  /**
   * The group of the points service, `TOPIC.points`. Other groups are named alike; each role gets
   * its own as `GROUP`.
   */
  readonly group: string;
  /** False where the broker keeps nothing: then `messages` are those that the harness received itself. */
  readonly keeps: boolean;
  /** True where the broker stamps the time itself; false where it uses the sender's time. */
  readonly stampsMessages: boolean;
  /**
   * Creates what these groups need and roles do not create themselves, before roles start. Call
   * again for groups that come later.
   */
  declare(topology: Topology): Promise<void>;
  /**
   * Messages that the group has not acknowledged, as far as the broker reports them; null where it
   * reports none. Throws while the broker is away.
   */
  lag(group: string): Promise<number | null>;
  /**
   * The least number of messages that it has received; a broker without a count returns the number
   * that the harness received.
   */
  taken(): Promise<number>;
  /** Resolves when it listens; calls `use` with each message that the broker gets from then on, until disposed. */
  follow(use: (message: BrokerMessage) => void): Promise<AsyncDisposable>;
  /** False while a consumer group is rebalancing: the waiting messages are then unknown. */
  atRest(): Promise<boolean>;
  /** Every message up to the call, acknowledged ones too, in the broker's order (in order for each partition). */
  messages(): AsyncIterable<BrokerMessage>;
  /** Sends these again, each to its own partition; resolves when the broker has them. */
  produce(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
  /** The same over an open connection, to be as fast as possible. */
  openProducer(): Promise<BrokerProducer>;
  /** The messages in its dead-letter queue, with the reason. */
  deadLetters(): AsyncIterable<BrokerMessage & { readonly reason: string }>;
  /** Puts the dead letters back to `group`; resolves with their number. */
  redrive(group: string): Promise<number>;
}

export interface BrokerProducer extends AsyncDisposable {
  /** The same as `produce`. */
  give(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
}

/** For a broker to which connecting takes no time. */
export const producerOf = (produce: BrokerProducer["give"]): Promise<BrokerProducer> =>
  Promise.resolve({ give: produce, [Symbol.asyncDispose]: () => Promise.resolve() });

/** Where the dead letters of a topic, exchange or stream go: roles and harness agree on this name. */
export const deadLetterTopicOf = (topic: string): string => `${topic}.dead`;

/** The group of this role. */
export const groupOf = (topic: string, role: string): string => `${topic}.${role}`;

export type Broker = Service<BrokerNamespace>;

/** It accepts messages a second time. */
export const takesCopies = capability<BrokerNamespace>("copies", "broker that takes copies");

/** The capabilities of every broker; `name` is its name in the lab. */
export const brokerOffers = (name: string): Offer[] => [
  offer(takesCopies, ({ namespaces }) => namespaces[name] as BrokerNamespace),
];

/** For a broker that hands a message out again until it is acknowledged. */
export const redelivers: Offer = offer(acknowledges, () => null);

/** For a server with files on a disk that the system can limit. */
export const onDisk = (name: string): Offer =>
  offer(hasDisk, ({ servers }) => ({ fill: () => servers[name].fillDisk() }));
