/** What producer, broker and consumer promise together: each names the faults under which it does not. */
import { mustBeFaults } from "../../harness/claims.ts";
import type { Claim } from "../../harness/lab.ts";
import { brokerAway, type BrokerTraits } from "../login_points/brokers.ts";
import { brokerStandstillMs, progresses } from "../login_points/promises.ts";

/** Everything that messaging is tried with. */
const allFaults: readonly string[] = [
  ...brokerAway,
  "unbind-queue",
  "kill-consumer",
  "points-down",
  "points-slow",
  "points-hang",
  "offline-subscriber",
  "rebalance",
  "lose-ack",
  "slow-consumer",
  "kill-source",
  "kill-target",
  "delay-network",
  "partition-network",
  "reset-connections",
  "duplicate-message",
  "poison-message",
  "poison-consumer",
  "kill-login",
  "stop-login",
  "rollback",
  "burst",
  "join-subscriber",
];
/** Failpoints at which a line fails or waits that nothing depends on but a retry. */
const gentlePoints = ["fail points", "hold points", "hold login"];
const crashPoints = "crash points";

/** What a connection holds is lost, or arrives late. */
const linkFails = ["partition-network", "reset-connections"];
/** A login is committed, and its message is in the memory of a process, or nobody knows of the commit. */
const commitThenSend = ["kill-login", "kill-source", ...linkFails];
/**
 * A send may fail, and be under way all the same: where nobody repeats it the next one may overtake
 * it. Of acknowledgements that are lost, those of the consumers make none fail.
 */
const sendFails = [...brokerAway, "unbind-queue", "delay-network", "lose-ack"];
const consumersAcks = ["lose-ack acknowledgement", "lose-ack points-broker"];
/** A process that consumes ends, or its connection to the target does, amid an effect. */
const consumerForgets = [
  "kill-consumer",
  "points-down",
  "offline-subscriber",
  "rebalance",
  "kill-target",
  "partition-network",
  "reset-connections",
];

export interface Parts {
  readonly broker: BrokerTraits;
  /** What becomes of a send that fails. */
  readonly producer: "failure-log" | "after-commit" | "retry";
  readonly consumer: "dedup-table" | "dedup-memory" | "idempotent-effect";
  /** Two processes share the work. */
  readonly shared?: boolean;
  /** Several subscribers: a message that one of them gets is not returned. */
  readonly several?: boolean;
  /** The queue is in the memory of the broker alone. */
  readonly transient?: boolean;
}

/** Those that a promise says nothing of: a misspelt one would be promised. */
function without(left: readonly string[]): readonly string[] {
  mustBeFaults("lab messaging, faults that a promise leaves out", left);
  return allFaults.filter((fault) => !left.includes(fault));
}

/** A send that fails is written down, and that can fail too. */
const failedSend = ["fail login:before-send"];

export function promisesOf(
  { broker, producer, consumer, shared, several, transient }: Parts,
): Claim[] {
  const unsent = producer === "after-commit" ? sendFails : [];
  // Nobody writes down what the broker will never take.
  const refused = producer === "failure-log" ? [] : ["poison-message"];
  const unrouted = several ? ["unbind-queue"] : [];
  const unkept = transient ? ["kill-broker", "restart-broker"] : [];
  const lossless = without([
    ...commitThenSend,
    ...unsent,
    ...refused,
    ...unrouted,
    ...unkept,
    ...broker.loses,
  ]);
  const survivesCrash = (survives: boolean) =>
    survives ? [crashPoints, ...gentlePoints] : gentlePoints;
  const acks = producer === "after-commit" && broker.redelivers ? consumersAcks : [];
  // What was given up may still be under way in the client, and come late.
  const bounded = producer === "retry" ? { outageMs: retryBudgetMs } : {};
  const claims: Claim[] = [
    {
      name: "no-loss",
      under: [
        ...lossless,
        ...acks,
        ...survivesCrash(broker.redelivers),
        ...(producer === "after-commit" ? [] : failedSend),
      ],
      ...bounded,
    },
    {
      name: "no-duplicate",
      under: consumer === "dedup-memory"
        ? without([...consumerForgets, ...broker.endsConsumers])
        : "any",
    },
    { name: "no-phantom", under: "any" },
    { name: "no-corruption", under: "any" },
    progresses(brokerStandstillMs),
  ];
  if (!shared || broker.ordersAcrossConsumers) {
    const overtakes = producer === "after-commit" ? [...sendFails, ...linkFails] : [];
    const reorders = ["kill-login", ...broker.reorders, ...overtakes];
    const points = survivesCrash(!broker.reorders.includes("kill-consumer"));
    const under = [...without(reorders), ...acks, ...points, ...failedSend];
    claims.push({ name: "order-per-key", under, ...bounded });
  }
  if (producer === "retry" && broker.idempotentProducer) {
    claims.push({
      name: "stored-once",
      under: without(["duplicate-message", "kill-login"]),
      ...bounded,
    });
  }
  return claims;
}

/** Longest outage that `retry` outlasts, in milliseconds: less than its budget, for what comes after it. */
const retryBudgetMs = 8_000;

/** Under these the headline holds, aimed at what they aim at by themselves. */
export const survivesOf = (claims: readonly Claim[]): string[] =>
  (claims.find(({ name }) => name === "no-loss")!.under as readonly string[])
    .map((fault) => fault === consumersAcks[0] ? "lose-ack" : fault)
    .filter((fault) => !fault.includes(" "));
