import { COMMITTED } from "../history/columns.ts";
import type { Evidence } from "./evidence.ts";

/** Numbers of operations. planned = dropped + acknowledged + failed + indeterminate, always. */
export interface Counts {
  readonly planned: number;
  readonly dropped: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** `info`, or without an outcome at the end of the history. */
  readonly indeterminate: number;
  readonly committed: number;
  /** With an effect in any target. */
  readonly applied: number;
  readonly failedYetCommitted: number;
}

/** One system that effects arrive in. */
export interface TargetCount {
  readonly name: string;
  /** Operations with an effect in this target. */
  readonly applied: number;
  /** When the target joined the run: later commits must reach it. Null for a target that did not join. */
  readonly joinedMs: number | null;
}

export function targetsOf({ facts: { targets, joined, operations } }: Evidence): TargetCount[] {
  return targets.map((effects) => {
    let applied = 0;
    for (let slot = 0; slot < operations.count; slot++) if (effects.count[slot] > 0) applied++;
    const joinedMs = joined.find((one) => one.effects === effects)?.fromMs ?? null;
    return { name: effects.name, applied, joinedMs };
  });
}

export function countsOf(evidence: Evidence): Counts {
  const counts = {
    planned: 0,
    dropped: 0,
    acknowledged: 0,
    failed: 0,
    indeterminate: 0,
    committed: 0,
    applied: 0,
    failedYetCommitted: 0,
  };
  evidence.each((slot) => {
    const isCommitted = evidence.has(slot, COMMITTED);
    if (isCommitted) counts.committed++;
    if (evidence.isApplied(slot)) counts.applied++;
    if (!evidence.isPlanned(slot)) return;
    counts.planned++;
    if (evidence.isAcknowledged(slot)) counts.acknowledged++;
    else if (evidence.isRefused(slot)) {
      counts.failed++;
      if (isCommitted) counts.failedYetCommitted++;
    } else if (evidence.isDropped(slot)) counts.dropped++;
    else counts.indeterminate++;
  });
  return counts;
}
