/** Counts the callers that got no `ok`, before, during and after the faults. */
import { INVOKED, REFUSED, ROLLS_BACK, UNCERTAIN } from "../history/columns.ts";
import type { Evidence } from "./evidence.ts";
import { type Phase, phaseOf } from "./latency.ts";

/** Numbers of operations. */
export interface Answered {
  /** Sent, and not rolled back by the plan. */
  readonly count: number;
  /** Operations that were refused, had an unknown outcome, or had no answer at the end of the history. */
  readonly failed: number;
}

/** Phases as in `Latency`. `all` also counts operations without a known time. */
export type Callers = Readonly<Record<"all" | Phase, Answered>> & {
  /** Operations that were refused because the plan rolls them back. */
  readonly rolledBack: number;
};

/** Whether the operation was sent and the plan does not roll it back: its caller must get an `ok`. */
export function isOwedOk(evidence: Evidence, slot: number): boolean {
  return evidence.has(slot, INVOKED) && !evidence.has(slot, ROLLS_BACK);
}

/** Whether the operation's caller must get an `ok` and got none. */
export function isFailed(evidence: Evidence, slot: number): boolean {
  return isOwedOk(evidence, slot) && !evidence.isAcknowledged(slot);
}

export function callersOf(evidence: Evidence): Callers {
  const { operations } = evidence.facts;
  const none = () => ({ count: 0, failed: 0 });
  const callers = { all: none(), before: none(), during: none(), after: none(), rolledBack: 0 };
  for (let slot = 0; slot < operations.count; slot++) {
    if (evidence.has(slot, ROLLS_BACK) && evidence.isRefused(slot)) callers.rolledBack++;
    if (!isOwedOk(evidence, slot)) continue;
    const failed = isFailed(evidence, slot) ? 1 : 0;
    callers.all.count++;
    callers.all.failed += failed;
    const when = phaseOfCall(evidence, slot);
    if (when === null) continue;
    callers[when].count++;
    callers[when].failed += failed;
  }
  return callers;
}

/** The phase from the planned send to the answer; null where the history does not know these times. */
export function phaseOfCall(evidence: Evidence, slot: number): Phase | null {
  const from = evidence.facts.operations.start[slot];
  const to = answeredAt(evidence, slot);
  if (Number.isNaN(from) || Number.isNaN(to)) return null;
  return phaseOf(evidence.facts.faults, from, to);
}

/** When the operation was answered: Infinity if its caller still waits; NaN if the time is not known. */
function answeredAt(evidence: Evidence, slot: number): number {
  const isAnswered = evidence.isAcknowledged(slot) || evidence.has(slot, REFUSED | UNCERTAIN);
  return isAnswered ? evidence.facts.operations.outcomeAt[slot] : Infinity;
}
