/** The brokers that can carry the messages, and how they differ: when each loses or reorders them. */
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
  /** The other nodes of the broker's cluster. */
  readonly others?: Readonly<Record<string, Service>>;
  /** Faults under which a message that the broker took may not arrive. */
  readonly loses: readonly FaultSet[];
  /** Faults under which messages of one user may arrive in another order. */
  readonly reorders: readonly FaultSet[];
  /** Faults that end the processes of consumers: their clients cannot go on by themselves. */
  readonly endsConsumers: readonly FaultSet[];
  /** Keeps messages that were not acknowledged, and delivers them again. */
  readonly redelivers: boolean;
  /** The audit can read each message that it took. */
  readonly keepsMessages: boolean;
  /** Recognises the copies of an idempotent producer. */
  readonly idempotentProducer: boolean;
  /** A consumer that joins later also gets the messages sent before. */
  readonly replays: boolean;
  /** Order holds even while two consumers of a group work. */
  readonly ordersAcrossConsumers: boolean;
}

/** The hops of a message that this role sends to a broker. */
export const hopsOver = (sender: string): readonly Hop[] => [
  { name: "source", seenBy: [] },
  { name: sender, seenBy: ["sent", "marked"] },
  { name: "broker", seenBy: ["stored"] },
  { name: "consumer", seenBy: ["delivered", "rejected"] },
  { name: "target", seenBy: ["applied"] },
];

/** Faults that make the broker, or its leader, unavailable for a while. */
export const brokerAway: readonly FaultSet[] = [
  on(kill, "broker"),
  on(restart, "broker"),
  on(pause, "broker"),
  on(killLeader),
  on(killMajority),
  on(fillDisk, "broker"),
];

/** Keeps messages on disk, in order per partition. Consumers pull them, and can read the log again. */
const onKafka: BrokerTraits = {
  name: "kafka",
  service: kafka,
  loses: [],
  reorders: [],
  // kafkajs may stop fetching for good: our consumer then exits and is restarted.
  endsConsumers: [...brokerAway, on(loseAck), on(pause, consumes)],
  redelivers: true,
  keepsMessages: true,
  idempotentProducer: true,
  replays: true,
  ordersAcrossConsumers: true,
};

/** Kafka on three brokers: each message has three copies, and is confirmed when two brokers have it. */
const { broker: first, ...others } = kafkaNodes();
const onCluster: BrokerTraits = {
  ...onKafka,
  name: "kafka-cluster",
  service: first,
  others,
};

/**
 * Pushes messages to consumers, and deletes each when it is acknowledged. A quorum queue keeps them on
 * disk. They keep the order of the queue as long as one consumer works with a prefetch of one.
 */
const onRabbit: BrokerTraits = {
  name: "rabbitmq",
  service: rabbitmq,
  loses: [],
  // If the fault ends during a batch, the broker returns the first messages and routes the last.
  reorders: [on(unbind)],
  endsConsumers: [],
  redelivers: true,
  keepsMessages: true,
  idempotentProducer: false,
  replays: false,
  ordersAcrossConsumers: false,
};

/** Keeps messages on disk. Consumers pull them in order, until another consumer claims pending messages. */
const onStreams: BrokerTraits = {
  name: "redis-streams",
  service: redisStreams,
  loses: [],
  // After a silence Redis may still answer a read that the consumer gave up. The entries of that
  // answer are claimed later, after newer entries.
  reorders: [
    on(kill, consumes),
    on(pause, consumes, "broker"),
    on(rebalance),
    on(partition),
    at("crash", "points"),
  ],
  endsConsumers: [],
  redelivers: true,
  keepsMessages: true,
  idempotentProducer: false,
  replays: true,
  ordersAcrossConsumers: false,
};

/** Faults during which a subscriber may not listen: it misses the messages sent meanwhile. */
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

/** Pushes messages to the current subscribers, and keeps none. */
const onPubsub: BrokerTraits = {
  name: "redis-pubsub",
  service: redisPubsub,
  loses: [...away, on(rebalance)],
  reorders: [...away, on(rebalance)],
  endsConsumers: [],
  redelivers: false,
  keepsMessages: false,
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
