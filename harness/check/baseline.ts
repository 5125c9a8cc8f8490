/** How long callers waited before the first fault: a machine that is too slow for the load proves nothing. */
import type { Evidence } from "./evidence.ts";
import { eachWait, sortedPercentiles } from "./latency.ts";

const fewestWaits = 20;

/**
 * Median wait of the operations that were planned before the first fault began, in milliseconds;
 * null where these are too few, or where the history has no fault.
 */
export function baselineWaitMs(evidence: Evidence): number | null {
  const { faults, operations } = evidence.facts;
  const firstMs = Math.min(...faults.map(({ beginMs, endMs }) => beginMs ?? endMs ?? Infinity));
  if (faults.length === 0) return null;
  let count = 0;
  eachWait(evidence, (slot, waitMs) => {
    if (operations.start[slot] < firstMs) evidence.scratch[count++] = waitMs;
  });
  if (count < fewestWaits) return null;
  return sortedPercentiles(evidence.scratch.subarray(0, count).sort()).p50;
}
