/** What producer, broker and consumer promise together: each names the faults under which it does not. */
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { storedOnce } from "../../harness/check/stored-once.ts";
import { consumes } from "../../harness/contract/capabilities.ts";
import { aimedAt, at, type FaultSet, on } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
import { delay } from "../../harness/faults/delay.ts";
import { duplicate } from "../../harness/faults/duplicate.ts";
import { kill } from "../../harness/faults/kill.ts";
import { loseAck } from "../../harness/faults/lose_ack.ts";
import { partition } from "../../harness/faults/partition.ts";
import { poison } from "../../harness/faults/poison.ts";
import { rebalance } from "../../harness/faults/rebalance.ts";
import { reset } from "../../harness/faults/reset.ts";
import { restart } from "../../harness/faults/restart.ts";
import { stop } from "../../harness/faults/stop.ts";
import { unbind } from "../../harness/faults/unbind.ts";
import type { Promised } from "../../harness/contract/lab.ts";
import { brokerAway, type BrokerTraits } from "../login_points/brokers.ts";
import { brokerStandstillMs, progresses } from "../login_points/promises.ts";

/** What a connection holds is lost, or arrives late. */
const linkFails: readonly FaultSet[] = [on(partition), on(reset)];
/** A login is committed, and its message is in the memory of a process, or nobody knows of the commit. */
const commitThenSend: readonly FaultSet[] = [
  on(kill, "login", "source"),
  on(restart, "source"),
  at("crash", "login"),
  at("fail", "login:after-commit"),
  ...linkFails,
];
/** A send may fail, and be under way all the same: where nobody repeats it the next one may overtake it. */
const sendFails: readonly FaultSet[] = [
  ...brokerAway,
  on(unbind),
  on(delay),
  ...aimedAt(loseAck, "login-broker"),
];
/** A process that consumes ends, or its connection to the target does, amid an effect. */
const consumerForgets: readonly FaultSet[] = [
  on(kill, consumes, "target"),
  on(stop, consumes),
  on(restart, "target"),
  on(rebalance),
  at("crash", "points"),
  at("fail", "points"),
  ...linkFails,
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

/** Longest outage that `retry` outlasts, in milliseconds: less than its budget, for what comes after it. */
const retryBudgetMs = 8_000;

export function promisesOf(parts: Parts): Promised[] {
  const { broker, producer, consumer, shared } = parts;
  // What was given up may still be under way in the client, and come late.
  const bounded = producer === "retry" ? { outageMs: retryBudgetMs } : {};
  const forgets = consumer === "dedup-memory" ? [...consumerForgets, ...broker.endsConsumers] : [];
  const promises = [
    promise(noLoss, { except: loses(parts), ...bounded }),
    promise(noDuplicate, { except: forgets }),
    promise(noPhantom),
    promise(noCorruption),
    progresses(brokerStandstillMs),
  ];
  if (!shared || broker.ordersAcrossConsumers) {
    promises.push(promise(orderPerKey, { except: reorders(parts), ...bounded }));
  }
  if (producer === "retry" && broker.idempotentProducer) {
    const copies = [on(duplicate), on(kill, "login"), at("crash", "login"), at("fail", "login")];
    promises.push(promise(storedOnce, { except: copies, ...bounded }));
  }
  return promises;
}

function loses({ broker, producer, several, transient }: Parts): FaultSet[] {
  return [
    ...commitThenSend,
    ...(producer === "after-commit" ? [...sendFails, at("fail", "login:before-send")] : []),
    // Nobody writes down what the broker will never take.
    ...(producer === "failure-log" ? [] : [on(poison)]),
    ...(several ? [on(unbind)] : []),
    ...(transient ? [on(kill, "broker"), on(restart, "broker")] : []),
    ...broker.loses,
  ];
}

function reorders({ broker, producer }: Parts): FaultSet[] {
  return [
    on(kill, "login"),
    at("crash", "login"),
    at("fail", "login:after-commit"),
    ...broker.reorders,
    ...(producer === "after-commit" ? [...sendFails, ...linkFails] : []),
  ];
}
