/** The brokers that messages can go over, and where they differ: what each loses and reorders. */
import { mustBeFaults } from "../../harness/claims.ts";
import type { Broker } from "../../harness/services/broker.ts";
import type { Service } from "../../harness/lab.ts";
import { kafka, kafkaNodes } from "../../harness/services/kafka.ts";
import { rabbitmq } from "../../harness/services/rabbitmq.ts";
import { redisPubsub, redisStreams } from "../../harness/services/redis.ts";

export interface BrokerTraits {
  readonly name: string;
  readonly service: Broker;
  /** The further nodes of its cluster. */
  readonly others?: Readonly<Record<string, Service>>;
  /** Faults under which a message that it took may not arrive. */
  readonly loses: readonly string[];
  /** Faults under which messages of one user may arrive in another order. */
  readonly reorders: readonly string[];
  /** Faults that end its consumers' processes: their clients cannot go on by themselves. */
  readonly endsConsumers: readonly string[];
  /** Keeps what was not acknowledged, and hands it out again. */
  readonly redelivers: boolean;
  /** Knows the copies of an idempotent producer. */
  readonly idempotentProducer: boolean;
  /** Who joins later gets what was sent before, too. */
  readonly replays: boolean;
  /** Order holds although two consumers of a group are at work. */
  readonly ordersAcrossConsumers: boolean;
}

/** The broker, or what leads in it, is not to be had for a while. */
export const brokerAway: readonly string[] = [
  "kill-broker",
  "restart-broker",
  "pause-broker",
  "kill-leader",
  "kill-two-brokers",
  "disk-full-broker",
];

/** On disk, pulled, in order a partition; the log can be read again. */
const onKafka: BrokerTraits = {
  name: "kafka",
  service: kafka,
  loses: [],
  reorders: [],
  // kafkajs may stop fetching for good: our consumer then leaves, and is started again.
  endsConsumers: [...brokerAway, "lose-ack", "points-hang"],
  redelivers: true,
  idempotentProducer: true,
  replays: true,
  ordersAcrossConsumers: true,
};

/** The same on three brokers: each message has three copies, and is confirmed when two have it. */
const { broker: first, ...others } = kafkaNodes();
const onCluster: BrokerTraits = {
  ...onKafka,
  name: "kafka-cluster",
  service: first,
  others,
};

/**
 * On disk where the queue is a quorum queue, pushed, in the order of the queue as long as one
 * consumer is at work with one message in its hands; gone once acknowledged.
 */
const onRabbit: BrokerTraits = {
  name: "rabbitmq",
  service: rabbitmq,
  loses: [],
  // Of a batch that was under way, what comes first is returned and what comes last is routed.
  reorders: ["unbind-queue"],
  endsConsumers: [],
  redelivers: true,
  idempotentProducer: false,
  replays: false,
  ordersAcrossConsumers: false,
};

/** On disk, pulled, in the order of the stream as long as no other consumer claims what is pending. */
const onStreams: BrokerTraits = {
  name: "redis-streams",
  service: redisStreams,
  loses: [],
  // After a silence a read that was given up may still have been handed entries: they are claimed later.
  reorders: [
    "kill-consumer",
    "points-down",
    "points-hang",
    "rebalance",
    "pause-broker",
    "partition-network",
  ],
  endsConsumers: [],
  redelivers: true,
  idempotentProducer: false,
  replays: true,
  ordersAcrossConsumers: false,
};

/** Whoever is not there misses it. */
const away = [
  "kill-broker",
  "restart-broker",
  "pause-broker",
  "kill-consumer",
  "points-down",
  "points-hang",
  "points-slow",
  "offline-subscriber",
  "delay-network",
  "partition-network",
  "reset-connections",
];

/** Pushed to whoever listens, and kept nowhere. */
const onPubsub: BrokerTraits = {
  name: "redis-pubsub",
  service: redisPubsub,
  loses: [...away, "rebalance"],
  reorders: [...away, "rebalance"],
  endsConsumers: [],
  redelivers: false,
  idempotentProducer: false,
  replays: false,
  ordersAcrossConsumers: false,
};

export const brokers: readonly BrokerTraits[] = [
  onKafka,
  onCluster,
  onRabbit,
  onStreams,
  onPubsub,
];

for (const { name, loses, reorders, endsConsumers } of brokers) {
  for (const [list, words] of Object.entries({ loses, reorders, endsConsumers })) {
    mustBeFaults(`broker ${name}, ${list}`, words);
  }
}
