/** What the load itself did wrong: what it never sent hides what it would have met, and what it sent late waited for nobody else. */
import { type Evidence, many } from "./evidence.ts";
import { sortedPercentiles } from "./latency.ts";

/** Of the planned operations; more of them unsent could have turned the verdict. */
const unsentShare = 0.01;

/** Why a promise cannot be called kept though nothing was seen; null where it can. */
export function neverSent(evidence: Evidence): string | null {
  const planned = evidence.tally((slot) => evidence.isPlanned(slot)).count;
  const dropped = evidence.tally((slot) => evidence.isDropped(slot)).count;
  if (dropped <= planned * unsentShare) return null;
  return `${dropped.toLocaleString("en")} of ${many(planned, "operation")} were never sent: ` +
    "the limit in flight was reached";
}

/** The p99 of how late these were sent, in milliseconds; null where the history does not say. */
export function latenessMs(evidence: Evidence, slots: Iterable<number>): number | null {
  const { late } = evidence.facts.operations;
  let count = 0;
  for (const slot of slots) {
    if (!Number.isNaN(late[slot])) evidence.scratch[count++] = late[slot];
  }
  return sortedPercentiles(evidence.scratch.subarray(0, count).sort()).p99;
}
