import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noPhantom } from "../../harness/check/no-phantom.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { progresses as progressPromise } from "../../harness/check/progresses.ts";
import type { FaultSet } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
import type { Promised } from "../../harness/contract/lab.ts";

/** Nothing lost, doubled, made up, out of order or changed, whatever is broken; order but under these. */
export const allFive = (reorders: readonly FaultSet[] = []): readonly Promised[] => [
  promise(noLoss),
  promise(noDuplicate),
  promise(noPhantom),
  promise(orderPerKey, { except: reorders }),
  promise(noCorruption),
];

/**
 * What waits moves on once all is healed, whatever was broken before. The limit is longer than any
 * wait that a sound style has reason for, and each style says which those are.
 *
 * @param limitMs milliseconds
 */
export const progresses = (limitMs: number): Promised =>
  promise(progressPromise, { limit: limitMs });

/**
 * Over a broker, in milliseconds: a send that hangs is given up after at most 8 s, a connection to a
 * database after 5 s; a consumer that fetches nothing leaves after 5.5 s, a group deals out anew within
 * 3 s, and what a dead one held is claimed after 2 s. `retry` tries for 12 s.
 */
export const brokerStandstillMs = 15_000;

/**
 * Where a service is called, in milliseconds: a lease and the longest backoff last 2 s each, and a
 * connection to a database is given up after 5 s.
 */
export const callStandstillMs = 10_000;
