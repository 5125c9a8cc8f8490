/** Detects a machine that is too slow for the load: its delays do not count against the system under test. */
import { INVOKED } from "../history/columns.ts";
import { baselineWaitMs } from "./baseline.ts";
import type { Evidence } from "./evidence.ts";
import { latenessMs } from "./load_validity.ts";
import type { Says } from "./phrase.ts";

/** If half of the callers wait longer before the first fault, the machine is too slow. */
export const slowMedianMs = 500;
/** If one in a hundred operations is sent later than this, the harness is too slow. */
const latenessLimitMs = 1_000;

/** Why the machine was too slow: it makes a verdict undecided that would otherwise be broken. */
export type Slowness =
  | Says<"load-late", { p99Ms: number }>
  | Says<"slow-before-faults", { medianMs: number }>;

/** Why the machine was too slow; null where it was fast enough. */
export function slowness(evidence: Evidence): Slowness | null {
  const lateMs = latenessMs(evidence, sent(evidence)) ?? 0;
  if (lateMs > latenessLimitMs) return { code: "load-late", p99Ms: lateMs };
  const baselineMs = baselineWaitMs(evidence) ?? 0;
  return baselineMs > slowMedianMs ? { code: "slow-before-faults", medianMs: baselineMs } : null;
}

function* sent(evidence: Evidence): Iterable<number> {
  const { count } = evidence.facts.operations;
  for (let slot = 0; slot < count; slot++) if (evidence.has(slot, INVOKED)) yield slot;
}
