/** The brokers that messages can go over, and where they differ: what each loses and reorders. */
import { consumes } from "../../harness/contract/capabilities.ts";
import { at, type FaultSet, on } from "../../harness/contract/fault_set.ts";
import type { Hop } from "../../harness/contract/hop.ts";
import { delay } from "../../harness/faults/delay.ts";
import { fillDisk } from "../../harness/faults/fill_disk.ts";
import { kill } from "../../harness/faults/kill.ts";
import { killLeader } from "../../harness/faults/kill_leader.ts";
import { killMajority } from "../../harness/faults/kill_majority.ts";
import { loseAck } from "../../harness/faults/lose_ack.ts";
import { partition } from "../../harness/faults/partition.ts";
import { pause } from "../../harness/faults/pause.ts";
import { rebalance } from "../../harness/faults/rebalance.ts";
import { reset } from "../../harness/faults/reset.ts";
import { restart } from "../../harness/faults/restart.ts";
import { stop } from "../../harness/faults/stop.ts";
import { unbind } from "../../harness/faults/unbind.ts";
import type { Broker } from "../../harness/services/broker.ts";
import type { Service } from "../../harness/contract/lab.ts";
import { kafka, kafkaNodes } from "../../harness/services/kafka/service.ts";
import { rabbitmq } from "../../harness/services/rabbitmq/service.ts";
import { redisPubsub, redisStreams } from "../../harness/services/redis/service.ts";

export interface BrokerTraits {
  readonly name: string;
  readonly service: Broker;
  /** The further nodes of its cluster. */
  readonly others?: Readonly<Record<string, Service>>;
  /** Faults under which a message that it took may not arrive. */
  readonly loses: readonly FaultSet[];
  /** Faults under which messages of one user may arrive in another order. */
  readonly reorders: readonly FaultSet[];
  /** Faults that end its consumers' processes: their clients cannot go on by themselves. */
  readonly endsConsumers: readonly FaultSet[];
  /** Keeps what was not acknowledged, and hands it out again. */
  readonly redelivers: boolean;
  /** Knows the copies of an idempotent producer. */
  readonly idempotentProducer: boolean;
  /** Who joins later gets what was sent before, too. */
  readonly replays: boolean;
  /** Order holds although two consumers of a group are at work. */
  readonly ordersAcrossConsumers: boolean;
}

/** The stations of a message that this role hands to a broker. */
export const hopsOver = (sender: string): readonly Hop[] => [
  { name: "source", seenBy: [] },
  { name: sender, seenBy: ["sent", "marked"] },
  { name: "broker", seenBy: ["stored"] },
  { name: "consumer", seenBy: ["delivered", "rejected"] },
  { name: "target", seenBy: ["applied"] },
];

/** The broker, or what leads in it, is not to be had for a while. */
export const brokerAway: readonly FaultSet[] = [
  on(kill, "broker"),
  on(restart, "broker"),
  on(pause, "broker"),
  on(killLeader),
  on(killMajority),
  on(fillDisk, "broker"),
];

/** On disk, pulled, in order a partition; the log can be read again. */
const onKafka: BrokerTraits = {
  name: "kafka",
  service: kafka,
  loses: [],
  reorders: [],
  // kafkajs may stop fetching for good: our consumer then leaves, and is started again.
  endsConsumers: [...brokerAway, on(loseAck), on(pause, consumes)],
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
  reorders: [on(unbind)],
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
    on(kill, consumes),
    on(pause, consumes, "broker"),
    on(rebalance),
    on(partition),
    at("crash", "points"),
  ],
  endsConsumers: [],
  redelivers: true,
  idempotentProducer: false,
  replays: true,
  ordersAcrossConsumers: false,
};

/** Whoever is not there misses it. */
const away: readonly FaultSet[] = [
  on(kill, "broker", consumes),
  on(restart, "broker"),
  on(pause, "broker", consumes),
  on(stop, consumes),
  on(delay),
  on(partition),
  on(reset),
  at("crash", "points"),
];

/** Pushed to whoever listens, and kept nowhere. */
const onPubsub: BrokerTraits = {
  name: "redis-pubsub",
  service: redisPubsub,
  loses: [...away, on(rebalance)],
  reorders: [...away, on(rebalance)],
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
