/** What the harness knows of a broker, whichever it is: the namespace that a run has of it. */
import { acknowledges, hasDisk } from "../contract/capabilities.ts";
import { capability, type Offer, offer } from "../contract/capability.ts";
import type { Namespace, Service } from "../contract/lab.ts";

/** A message as it stands in the broker. */
export interface BrokerMessage {
  /** 0 where this broker has no partitions. */
  readonly partition: number;
  /** Its place in the partition. */
  readonly offset: string;
  /** Milliseconds since 1970, by the clock of whoever the broker takes the time from. */
  readonly timestampMs: number;
  /** What keeps its order: the user. */
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** How messages of a run are to be handed out. What a broker has no notion of, it leaves out. */
export interface Topology {
  /** Each group gets every message once: a consumer group, a queue. */
  readonly groups: readonly string[];
  /** `event`: whoever subscribes gets it. `command`: it is addressed, and has exactly one receiver. */
  readonly kind: "event" | "command";
  /** False: kept in memory alone, where the broker can. */
  readonly durable: boolean;
  /** One consumer of a group at work at a time, so that order holds; the others stand by. */
  readonly singleActiveConsumer: boolean;
}

export interface BrokerNamespace extends Namespace {
  /** A topic, an exchange, a stream, a channel. Roles are told it as `TOPIC`. */
  readonly topic: string;
  /** The group that the points service reads in, `TOPIC.points`. Others are called alike: each role is told its own as `GROUP`. */
  readonly group: string;
  /** False where nothing is kept: `messages` then is what the harness heard itself. */
  readonly keeps: boolean;
  /** True where the broker itself says when it took a message; false where it repeats its sender's word. */
  readonly stampsMessages: boolean;
  /** Makes what these groups need, as far as roles do not make it themselves; before they start. Again for groups that come later. */
  declare(topology: Topology): Promise<void>;
  /**
   * Messages that the group has not acknowledged, as far as the broker tells; null where it cannot
   * tell at all. Throws while the broker is away.
   */
  lag(group: string): Promise<number | null>;
  /** Number of messages that it was given so far, at least; one that cannot tell says what was heard. */
  taken(): Promise<number>;
  /** Resolves when it listens; calls with each message that the broker is given from then on, until disposed. */
  follow(use: (message: BrokerMessage) => void): Promise<AsyncDisposable>;
  /** False while consumers are dealing out anew who reads what: then nothing can be said of what waits. */
  atRest(): Promise<boolean>;
  /** Every message that it was given until the call, acknowledged ones too, in the order it took them (each partition in order). */
  messages(): AsyncIterable<BrokerMessage>;
  /** Gives it these once more, each to its own partition; resolves when the broker has them. */
  produce(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
  /** The same by a connection that stands already: it takes as little time as it can. */
  openProducer(): Promise<BrokerProducer>;
  /** Messages that were set aside in its dead-letter queue, with the reason. */
  deadLetters(): AsyncIterable<BrokerMessage & { readonly reason: string }>;
  /** Puts the dead letters back to `group`; resolves with their number. */
  redrive(group: string): Promise<number>;
}

export interface BrokerProducer extends AsyncDisposable {
  /** As `produce`. */
  give(messages: readonly Omit<BrokerMessage, "offset" | "timestampMs">[]): Promise<void>;
}

/** Of a broker to which one connects in no time. */
export const producerOf = (produce: BrokerProducer["give"]): Promise<BrokerProducer> =>
  Promise.resolve({ give: produce, [Symbol.asyncDispose]: () => Promise.resolve() });

/** The group of this role. */
export const groupOf = (topic: string, role: string): string => `${topic}.${role}`;

export type Broker = Service<BrokerNamespace>;

/** It can be given messages once more. */
export const takesCopies = capability<BrokerNamespace>("copies", "broker that takes copies");

/** What every broker offers to faults; `name` is how the lab calls it. */
export const brokerOffers = (name: string): Offer[] => [
  offer(takesCopies, ({ namespaces }) => namespaces[name] as BrokerNamespace),
];

/** Of a broker that hands a message out again until it is acknowledged. */
export const redelivers: Offer = offer(acknowledges, () => null);

/** Of a server that the system can leave without room on its disk. */
export const onDisk = (name: string): Offer =>
  offer(hasDisk, ({ servers }) => ({ fill: () => servers[name].fillDisk() }));
