/** Checks that the load was valid: unsent operations may hide anomalies; late sends show latency that the system did not cause. */
import type { Evidence } from "./evidence.ts";
import { sortedPercentiles } from "./latency.ts";
import type { Says } from "./phrase.ts";

/** If more than this share of the planned operations was not sent, the unsent ones could change the verdict. */
const unsentShare = 0.01;

export type NeverSent = Says<"never-sent", { dropped: number; planned: number }>;

/** The reason against the verdict `kept` if too many operations were not sent; else empty. */
export function neverSent(evidence: Evidence): NeverSent[] {
  const planned = evidence.tally((slot) => evidence.isPlanned(slot)).count;
  const dropped = evidence.tally((slot) => evidence.isDropped(slot)).count;
  return dropped <= planned * unsentShare ? [] : [{ code: "never-sent", dropped, planned }];
}

/** The p99 of how late these operations were sent, in milliseconds; null where the history does not say. */
export function latenessMs(evidence: Evidence, slots: Iterable<number>): number | null {
  const { late } = evidence.facts.operations;
  let count = 0;
  for (const slot of slots) {
    if (!Number.isNaN(late[slot])) evidence.scratch[count++] = late[slot];
  }
  return sortedPercentiles(evidence.scratch.subarray(0, count).sort()).p99;
}
