import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { progresses as progressPromise } from "../../harness/check/progresses.ts";
import type { FaultSet } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
import type { Promised } from "../../harness/contract/lab.ts";

/** Nothing is lost, doubled, made up or changed under any fault; order holds except under `reorders`. */
export const allFive = (reorders: readonly FaultSet[] = []): readonly Promised[] => [
  promise(noLoss),
  promise(noDuplicate),
  promise(noPhantom),
  promise(orderPerKey, { except: reorders }),
  promise(noCorruption),
];

/**
 * Waiting operations move on once every fault is healed. The limit is longer than any wait that a
 * sound style needs; each style's limit says which waits those are.
 *
 * @param limitMs milliseconds
 */
export const progresses = (limitMs: number): Promised =>
  promise(progressPromise, { limit: limitMs });

/**
 * Over a broker, in milliseconds: a send that hangs is given up after at most 8 s, a connection to a
 * database after 5 s; a consumer that fetches nothing exits after 5.5 s, a group rebalances within
 * 3 s, and the entries of a dead consumer are claimed after 2 s. `retry` tries for 12 s.
 */
export const brokerStandstillMs = 15_000;

/**
 * Where a service is called, in milliseconds: a lease and the longest backoff last 2 s each, and a
 * connection to a database is given up after 5 s.
 */
export const callStandstillMs = 10_000;
