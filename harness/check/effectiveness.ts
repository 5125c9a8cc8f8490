/** Which operations were under way during a fault: a fault in an idle system proves nothing. */
import { COMMITTED, UNCERTAIN } from "../history/columns.ts";
import type { FaultFact } from "../history/facts.ts";
import { graceMs } from "../history/movements.ts";
import type { Evidence } from "./evidence.ts";
import { type Motion, motionIn } from "./motion.ts";
import type { Says } from "./phrase.ts";

/** Why a fault proves nothing. */
export type FaultPhrase =
  /** The component that made the fault gives the reason. */
  | Says<"said-ineffective", { why: string }>
  /** It waited for a pass of a failpoint that never came. `passes`: how often it was passed. */
  | Says<"pass-never-came", { why: string; passes: number }>
  | Says<"touched-nothing", Late>
  | Says<"no-begin">
  | Says<"no-end">
  | Says<"touched-unknown">
  | Says<"nothing-under-way", Late>
  /** Every operation under way had finished within `graceMs` after the role stopped. */
  | Says<"nothing-held-up", Late & { graceMs: number }>
  | Motion;

/**
 * How long after the end of the load the fault began; null where it began earlier. Most
 * faults that prove nothing began after the load; a longer load is the remedy.
 */
type Late = { readonly afterLoadMs: number | null };

/** A fault, and whether it proves anything. */
export interface JudgedFault extends FaultFact {
  readonly effective: boolean;
  /** Why the fault proves nothing; null where it proves something. */
  readonly why: FaultPhrase | null;
}

export function judgeFault(evidence: Evidence, fault: FaultFact): JudgedFault {
  const why = whyIneffective(evidence, fault) ?? motionIn(fault);
  return { ...fault, effective: why === null, why };
}

function whyIneffective(evidence: Evidence, fault: FaultFact): FaultPhrase | null {
  const { beginMs, endMs, touched, ineffective, passes } = fault;
  if (ineffective !== null && passes !== null) {
    return { code: "pass-never-came", why: ineffective, passes };
  }
  if (ineffective !== null) return { code: "said-ineffective", why: ineffective };
  if (touched === 0) return { code: "touched-nothing", ...lateness(evidence, beginMs) };
  if (beginMs === null) return { code: "no-begin" };
  if (endMs === null) return { code: "no-end" };
  if (touched === null || touched < 0) return { code: "touched-unknown" };
  const late = lateness(evidence, beginMs);
  if (!isAnyUnderWay(evidence, beginMs, endMs)) return { code: "nothing-under-way", ...late };
  return isAnyUnderWay(evidence, heldFromMs(fault, beginMs), endMs)
    ? null
    : { code: "nothing-held-up", graceMs, ...late };
}

/** The time from which a stopped role holds up operations, in milliseconds. */
function heldFromMs({ still, endMs }: FaultFact, beginMs: number): number {
  const shown = (still ?? []).map(({ fromMs, toMs }) =>
    fromMs + graceMs < toMs ? fromMs + graceMs : beginMs
  );
  const fromMs = Math.max(beginMs, ...shown);
  return fromMs < (endMs ?? Infinity) ? fromMs : beginMs;
}

function isAnyUnderWay(evidence: Evidence, beginMs: number, endMs: number): boolean {
  const { count } = evidence.facts.operations;
  for (let slot = 0; slot < count; slot++) {
    if (isUnderWayAcross(evidence, slot, beginMs, endMs)) return true;
  }
  return false;
}

function lateness({ loadEndMs }: Evidence, beginMs: number | null): Late {
  if (beginMs === null || loadEndMs === -Infinity || beginMs <= loadEndMs) {
    return { afterLoadMs: null };
  }
  return { afterLoadMs: beginMs - loadEndMs };
}

/** Whether the operation was planned before the fault's end and was not finished at its begin. */
export function isUnderWayAcross(
  evidence: Evidence,
  slot: number,
  beginMs: number,
  endMs: number,
): boolean {
  const startMs = startOf(evidence, slot);
  return startMs < endMs && isUnderWayAt(evidence, slot, beginMs);
}

/** When the operation was planned; if not known, the first time at which it is known to exist. */
function startOf({ facts: { operations, targets } }: Evidence, slot: number): number {
  if (!Number.isNaN(operations.start[slot])) return operations.start[slot];
  const earliest = earlier(operations.commitAt[slot], operations.outcomeAt[slot]);
  return targets.reduce(
    (start, { at, count }) => count[slot] === 0 ? start : earlier(start, at[slot]),
    earliest,
  );
}

/** The earlier time; NaN where neither is known. */
function earlier(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

/** An operation is finished when each of its targets has it, or when it is certain that none will get it. */
function isUnderWayAt(evidence: Evidence, slot: number, atMs: number): boolean {
  const { declared, operations, targets } = evidence.facts;
  if (!evidence.isPlanned(slot) && !evidence.has(slot, COMMITTED)) return false;
  if (evidence.isDropped(slot) && !evidence.has(slot, COMMITTED)) return false;
  const expected = evidence.happened(slot);
  for (const effects of expected && declared !== null ? declared : targets) {
    if (effects.count[slot] === 0) continue;
    if (isAfter(evidence, slot, effects.at[slot], atMs)) return true;
  }
  if (expected && !evidence.isAppliedEverywhere(slot)) {
    if (!evidence.isExcused(slot)) return true;
    return isAfter(evidence, slot, operations.asideAt.get(slot) ?? NaN, atMs);
  }
  if (evidence.isApplied(slot)) return false;
  return isWaitedFor(evidence, slot) || isAfter(evidence, slot, operations.outcomeAt[slot], atMs);
}

/** The operation's caller never got an outcome. */
function isWaitedFor(evidence: Evidence, slot: number): boolean {
  return evidence.isUncertain(slot) && !evidence.has(slot, UNCERTAIN);
}

/** An end without a known time is still later than the operation's own begin. */
function isAfter({ facts: { operations } }: Evidence, slot: number, ms: number, atMs: number) {
  if (!Number.isNaN(ms)) return ms > atMs;
  return operations.start[slot] >= atMs || operations.commitAt[slot] >= atMs;
}
