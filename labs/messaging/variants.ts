/** How messaging can be built on a broker: producers, consumers, and their broken twins. */
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { storedOnce } from "../../harness/check/stored-once.ts";
import { strike, type WorstCase } from "../../harness/contract/worst_case.ts";
import { duplicate } from "../../harness/faults/duplicate.ts";
import { join } from "../../harness/faults/join.ts";
import { kill } from "../../harness/faults/kill.ts";
import { loseAck } from "../../harness/faults/lose_ack.ts";
import { poisonConsumer } from "../../harness/faults/poison_consumer.ts";
import { rollback } from "../../harness/faults/rollback.ts";
import { slowConsumer } from "../../harness/faults/slow_consumer.ts";
import { unbind } from "../../harness/faults/unbind.ts";
import type { Mistake, Variant } from "../../harness/contract/lab.ts";
import type { Topology } from "../../harness/services/broker.ts";
import type { BrokerTraits } from "../login_points/brokers.ts";
import { type Parts, promisesOf } from "./promises.ts";

/** A variant, and how the broker delivers its messages. */
export interface Messaging extends Variant {
  readonly topology: Omit<Topology, "groups">;
}

type Rest = Omit<Variant, "promises"> & { readonly topology?: Messaging["topology"] };

export const eventTopology: Messaging["topology"] = {
  kind: "event",
  durable: true,
  singleActiveConsumer: true,
};

/** The settings of the roles: each role reads those that it knows. */
function settingsOf({ name }: BrokerTraits, chosen: Readonly<Record<string, string>>) {
  const all = { BROKER: name, ...chosen };
  const consumers = ["points", "coupon", "analytics", "newsletter"];
  return {
    login: all,
    ...Object.fromEntries(consumers.map((role) => [role, { ...all, TARGET: role }])),
  };
}

export function variantsOn(broker: BrokerTraits): Record<string, Messaging> {
  const usual = { broker, producer: "failure-log", consumer: "dedup-table" } as const;
  const sound = (
    parts: Partial<Parts>,
    { chosen = {}, ...rest }: Rest & { chosen?: Record<string, string> },
  ): Messaging => {
    const promises = promisesOf({ ...usual, ...parts });
    const settings = settingsOf(broker, chosen);
    return { topology: eventTopology, ...rest, promises, settings };
  };
  /** A twin claims the promises of the sound variant that it imitates. */
  const twin = (
    parts: Partial<Parts>,
    { chosen = {}, ...rest }: Rest & Mistake & { chosen: Record<string, string> },
  ): Messaging => ({
    topology: eventTopology,
    ...rest,
    promises: promisesOf({ ...usual, ...parts }),
    settings: settingsOf(broker, chosen),
  });
  return {
    ...producers(sound, twin, broker),
    ...consumers(sound, twin, broker),
    ...shapes(sound, twin, broker),
  };
}

type Sound = (
  parts: Partial<Parts>,
  rest: Rest & { chosen?: Record<string, string> },
) => Messaging;
type Twin = (
  parts: Partial<Parts>,
  rest: Rest & Mistake & { chosen: Record<string, string> },
) => Messaging;

function producers(sound: Sound, twin: Twin, broker: BrokerTraits): Record<string, Messaging> {
  const { redelivers, idempotentProducer } = broker;
  const hardest = redelivers
    ? [strike(kill, "broker"), strike(kill, "consumer")]
    : [strike(slowConsumer, "consumer"), strike(duplicate)];
  return {
    "failure-log": sound({}, {
      summary: "sends after the commit; a failed message is kept and sent later, in order",
      worstCase: { fail: ["login:before-send@20"], chaos: hardest },
    }),
    "after-commit": sound({ producer: "after-commit" }, {
      summary: "sends once after the commit: no phantom, but a failed send loses the message",
      worstCase: {
        chaos: [...(redelivers ? [strike(kill, "consumer")] : []), strike(duplicate)],
      },
      chosen: { PRODUCER: "after-commit", SENDER: "patient" },
    }),
    "retry": sound({ producer: "retry" }, {
      summary: "sends after the answer, and retries with backoff and jitter for 12 s",
      worstCase: { chaos: [redelivers ? strike(kill, "broker") : strike(duplicate)] },
      chosen: { PRODUCER: "retry", ...(idempotentProducer && { SENDER: "idempotent" }) },
    }),
    "before-commit": twin({}, {
      summary: "sends inside the transaction, which may still roll back",
      breaks: noPhantom,
      imitates: "failure-log",
      shownAt: "login.ts#beforeCommit",
      insteadOf: "login.ts#failureLog",
      worstCase: { chaos: [strike(rollback)] },
      chosen: { PRODUCER: "before-commit" },
    }),
    "ignore-errors": twin({}, {
      summary: "ignores the outcome of the send",
      breaks: noLoss,
      imitates: "failure-log",
      shownAt: "login.ts#ignoreErrors",
      insteadOf: "login.ts#failureLog",
      worstCase: { fail: ["login:before-send@20"] },
      chosen: { PRODUCER: "ignore-errors" },
    }),
    ...(broker.name === "rabbitmq" && {
      "no-confirms": twin({}, {
        summary: "publishes without confirms: unroutable messages are lost unnoticed",
        breaks: noLoss,
        imitates: "failure-log",
        shownAt: "../login_points/transport/rabbitmq_sender.ts#handOver",
        insteadOf: "../login_points/transport/rabbitmq_line.ts#publish",
        worstCase: { chaos: [strike(unbind)] },
        chosen: { SENDER: "unconfirmed" },
      }),
    }),
    ...(idempotentProducer && {
      "retry-not-idempotent": twin({ producer: "retry" }, {
        summary: "retries with a producer that is not idempotent: the broker stores copies",
        breaks: storedOnce,
        imitates: "retry",
        shownAt: "login.ts#confirmed",
        insteadOf: "login.ts#idempotent",
        // Before the 20th pass the lost answer may be an answer to the client's connect, not a confirm.
        worstCase: {
          chaos: [strike(loseAck, { aim: "login-broker", at: "login:after-send@20" })],
        },
        chosen: { PRODUCER: "retry" },
      }),
    }),
  };
}

function consumers(sound: Sound, twin: Twin, broker: BrokerTraits): Record<string, Messaging> {
  const { redelivers } = broker;
  const lateCopies: WorstCase = { chaos: [strike(duplicate)] };
  const withCrash: WorstCase = { ...lateCopies, crash: ["points:after-effect-before-ack@30"] };
  return {
    "dedup-table": sound({}, {
      summary: "the message's id and its effect in one transaction",
      worstCase: redelivers ? withCrash : lateCopies,
      chosen: { DEDUP: "dedup-table" },
    }),
    "dedup-memory": sound({ consumer: "dedup-memory" }, {
      summary: "remembers a million ids in memory for an hour, but not across a restart",
      worstCase: lateCopies,
      chosen: { DEDUP: "dedup-memory" },
    }),
    "idempotent-effect": sound({ consumer: "idempotent-effect" }, {
      summary: "the grant has the message's id as its key: the second one changes nothing",
      worstCase: redelivers ? withCrash : lateCopies,
      chosen: { DEDUP: "idempotent-effect" },
    }),
    "no-dedup": twin({}, {
      summary: "grants for every delivery",
      breaks: noDuplicate,
      imitates: "dedup-table",
      shownAt: "points.ts#noDedup",
      insteadOf: "points.ts#dedupTable",
      worstCase: lateCopies,
      chosen: { DEDUP: "no-dedup" },
    }),
    "dedup-window-too-short": twin({ consumer: "dedup-memory" }, {
      summary: "remembers the last 8 ids; copies come later",
      breaks: noDuplicate,
      imitates: "dedup-memory",
      shownAt: "points.ts#dedup-window-too-short",
      insteadOf: "points.ts#dedup-memory",
      worstCase: lateCopies,
      chosen: { DEDUP: "dedup-window-too-short" },
    }),
    ...(broker.name === "rabbitmq" && {
      "transient-queue": sound({ transient: true }, {
        summary: "a classic queue in memory: gone with its broker",
        worstCase: { chaos: [strike(kill, "consumer")] },
        topology: { ...eventTopology, durable: false },
      }),
      "requeue-reorder": twin({}, {
        summary: "requeues a failed message, and those already prefetched overtake it",
        breaks: orderPerKey,
        imitates: "dedup-table",
        shownAt: "points.ts#requeueReorder",
        insteadOf: "points.ts#inOrder",
        worstCase: { users: 1, rate: 60, fail: ["points:after-deliver@30"] },
        chosen: { CONSUMER: "requeue-reorder", PREFETCH: "10" },
      }),
    }),
    ...(redelivers && dyingBetween(twin)),
  };
}

/** Twins whose mistake shows when a consumer dies between two of its steps. */
const dyingBetween = (twin: Twin): Record<string, Messaging> => ({
  "dedup-other-transaction": twin({}, {
    summary: "records the id in a separate transaction, after the effect",
    breaks: noDuplicate,
    imitates: "dedup-table",
    shownAt: "points.ts#dedupOtherTransaction",
    insteadOf: "../login_points/points.ts#grantOnce",
    worstCase: { crash: ["points:after-effect-before-record@30"] },
    chosen: { DEDUP: "dedup-other-transaction" },
  }),
  "ack-before-work": twin({}, {
    summary: "acknowledges first, then works",
    breaks: noLoss,
    imitates: "dedup-table",
    shownAt: "points.ts#ackBeforeWork",
    insteadOf: "points.ts#inOrder",
    worstCase: { crash: ["points:after-ack-before-work@30"] },
    chosen: { CONSUMER: "ack-before-work" },
  }),
});

/** Who gets a message: every subscriber, or exactly one consumer. */
function shapes(sound: Sound, twin: Twin, broker: BrokerTraits): Record<string, Messaging> {
  const { redelivers } = broker;
  return {
    "event": sound({ several: true }, {
      summary: "one event, three independent subscribers; a fourth joins during the run",
      worstCase: {
        chaos: [strike(join), ...(redelivers ? [strike(kill, "consumer")] : [])],
      },
      instances: { coupon: 1, analytics: 1, newsletter: 1 },
      targets: ["points", "coupon", "analytics"],
    }),
    ...(redelivers && {
      "dead-letter": sound({}, {
        summary: "tries a bad message 3 times, then sets it aside; the rest goes on",
        worstCase: { chaos: [strike(poisonConsumer), strike(kill, "consumer")] },
        chosen: { CONSUMER: "dead-letter" },
      }),
      "swallow-poison": twin({}, {
        summary: "logs and acknowledges a message that it cannot handle",
        breaks: noLoss,
        imitates: "dead-letter",
        shownAt: "points.ts#swallowPoison",
        insteadOf: "points.ts#deadLetter",
        worstCase: { chaos: [strike(poisonConsumer)] },
        chosen: { CONSUMER: "swallow-poison" },
      }),
      "command": sound({ shared: true }, {
        summary: "each message goes to one of two points processes, which share the work",
        worstCase: { chaos: [strike(kill, "consumer")] },
        instances: { points: 2 },
        topology: { kind: "command", durable: true, singleActiveConsumer: false },
        chosen: { PREFETCH: "4" },
      }),
    }),
  };
}
