/** A machine that cannot carry the load: what is late on it is nobody's fault who was tested. */
import { INVOKED } from "../history/columns.ts";
import { baselineWaitMs } from "./baseline.ts";
import type { Evidence } from "./evidence.ts";
import { latenessMs } from "./load_validity.ts";
import { duration } from "./units.ts";

/** Where half of the callers wait longer before anything is broken, the machine fails them. */
const baselineLimitMs = 500;
/** Where one in a hundred is sent later than this, the harness fails them. */
const latenessLimitMs = 1_000;

/** Why the machine was too slow, as one clause; null where it was not. */
export function slowness(evidence: Evidence): string | null {
  const lateMs = latenessMs(evidence, sent(evidence)) ?? 0;
  if (lateMs > latenessLimitMs) return `the load itself was late: p99 ${duration(lateMs)}`;
  const baselineMs = baselineWaitMs(evidence) ?? 0;
  return baselineMs > baselineLimitMs
    ? `half waited ${duration(baselineMs)} before anything was broken`
    : null;
}

function* sent(evidence: Evidence): Iterable<number> {
  const { count } = evidence.facts.operations;
  for (let slot = 0; slot < count; slot++) if (evidence.has(slot, INVOKED)) yield slot;
}
