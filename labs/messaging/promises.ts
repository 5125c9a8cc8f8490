/** The promises of producer, broker and consumer together: each part names the faults that it does not survive. */
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { storedOnce } from "../../harness/check/stored-once.ts";
import { consumes } from "../../harness/contract/capabilities.ts";
import { aimedAt, at, type FaultSet, on } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
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

/** Messages on a connection are lost or arrive late. */
const linkFails: readonly FaultSet[] = [on(partition), on(reset)];
/** A login is committed, but its message is only in the memory of a process, or its commit is not known. */
const commitThenSend: readonly FaultSet[] = [
  on(kill, "login", "source"),
  on(restart, "source"),
  at("crash", "login"),
  at("fail", "login:after-commit"),
  ...linkFails,
];
/** The message of a failed send may still arrive. If nobody repeats the send, the next may overtake it. */
const sendFails: readonly FaultSet[] = [
  ...brokerAway,
  on(unbind),
  ...aimedAt(loseAck, "login-broker"),
];
/** A consumer's process, or its connection to the target, ends during an effect. */
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
  /** How the login handles a send that fails. */
  readonly producer: "failure-log" | "after-commit" | "retry";
  readonly consumer: "dedup-table" | "dedup-memory" | "idempotent-effect";
  /** Two processes share the work. */
  readonly shared?: boolean;
  /** Several subscribers. If one of them gets a message, the broker does not return it as unroutable. */
  readonly several?: boolean;
  /** The queue is only in the memory of the broker. */
  readonly transient?: boolean;
}

/** Longest outage that `retry` survives, in milliseconds. Its budget also covers some time after the outage. */
const retryBudgetMs = 8_000;

export function promisesOf(parts: Parts): Promised[] {
  const { broker, producer, consumer, shared } = parts;
  // A message that `retry` gave up may still be in the client library, and arrive late.
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
    // A kill makes no copies: a login that is killed forgets what it sent, and sends nothing again.
    const copies = [on(duplicate), at("fail", "login")];
    promises.push(promise(storedOnce, { except: copies, ...bounded }));
  }
  return promises;
}

function loses({ broker, producer, several, transient }: Parts): FaultSet[] {
  return [
    ...commitThenSend,
    ...(producer === "after-commit" ? [...sendFails, at("fail", "login:before-send")] : []),
    // Only the failure log keeps a message that the broker refuses for good.
    ...(producer === "failure-log" ? [] : [on(poison)]),
    ...(several ? [on(unbind)] : []),
    ...(transient ? [on(kill, "broker"), on(restart, "broker")] : []),
    ...broker.loses,
  ];
}

function reorders({ broker, producer }: Parts): FaultSet[] {
  return [
    at("fail", "login:after-commit"),
    ...broker.reorders,
    ...(producer === "after-commit" ? [...sendFails, ...linkFails] : []),
  ];
}
