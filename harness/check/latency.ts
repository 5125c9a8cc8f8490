/** Durations: percentiles before, during and after the faults, recovery and outage. */
import { ACKNOWLEDGED, COMMITTED, PLAN_KNOWN } from "../history/columns.ts";
import type { FaultFact } from "../history/facts.ts";
import type { Evidence } from "./evidence.ts";

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly p9999: number | null;
  readonly max: number | null;
}

/** The phase of an interval: `during` overlaps a fault, `before` ended before the first fault, `after` is the rest. */
export type Phase = "before" | "during" | "after";

export interface Latency {
  readonly all: Percentiles;
  readonly before: Percentiles;
  readonly during: Percentiles;
  readonly after: Percentiles;
}

/**
 * From the planned time to the outcome; null where the history has no such times. Operations that began before
 * `sinceMs`, a time of the history, are left out.
 */
export function callerLatency(evidence: Evidence, sinceMs = -Infinity): Latency | null {
  return measure(evidence, ...callerTimes(evidence), sinceMs);
}

/** Calls `use` with each caller's wait, from the planned time to the outcome, where both are known. */
export function eachWait(evidence: Evidence, use: Use): void {
  eachSpan(evidence, ...callerTimes(evidence), use);
}

function callerTimes(evidence: Evidence): [begin: Time, end: Time] {
  const { start, outcomeAt } = evidence.facts.operations;
  return [
    (slot) => evidence.has(slot, PLAN_KNOWN) ? start[slot] : NaN,
    (slot) => outcomeAt[slot],
  ];
}

/**
 * From the commit to the first effect. With several targets, to the latest of their first effects.
 * `sinceMs` as in `callerLatency`.
 */
export function endToEndLatency(evidence: Evidence, sinceMs = -Infinity): Latency | null {
  const { commitAt } = evidence.facts.operations;
  const arrival = (slot: number) =>
    evidence.isAppliedEverywhere(slot) ? firstEffectsAt(evidence, slot) : NaN;
  return measure(evidence, (slot) => commitAt[slot], arrival, sinceMs);
}

/** The latest of the operation's first effects, one per target; NaN for none, or if one has no time. */
function firstEffectsAt({ facts: { declared, targets } }: Evidence, slot: number): number {
  let last = NaN;
  for (const { at, count } of declared ?? targets) {
    if (count[slot] === 0) continue;
    if (Number.isNaN(at[slot])) return NaN;
    if (!(last >= at[slot])) last = at[slot];
  }
  return last;
}

type Time = (slot: number) => number;
type Use = (slot: number, ms: number, phase: Phase) => void;

/** Calls `use` with every span that has two known times. */
function eachSpan(evidence: Evidence, begin: Time, end: Time, use: Use): void {
  const { operations, faults } = evidence.facts;
  for (let slot = 0; slot < operations.count; slot++) {
    const from = begin(slot);
    const to = end(slot);
    if (Number.isNaN(from) || Number.isNaN(to)) continue;
    use(slot, to - from, phaseOf(faults, from, to));
  }
}

const phases: readonly Phase[] = ["before", "during", "after"];

function measure(evidence: Evidence, begin: Time, end: Time, sinceMs: number): Latency | null {
  const counts = { before: 0, during: 0, after: 0 };
  const each = (use: (ms: number, phase: Phase) => void) =>
    eachSpan(evidence, begin, end, (slot, ms, phase) => {
      if (begin(slot) >= sinceMs) use(ms, phase);
    });
  each((_, phase) => counts[phase]++);
  const { before, during } = counts;
  const count = before + during + counts.after;
  if (count === 0) return null;
  // One column holds the values phase by phase; later it is sorted as a whole.
  const next = { before: 0, during: before, after: before + during };
  const values = evidence.scratch.subarray(0, count);
  each((ms, phase) => values[next[phase]++] = ms);
  const parts = phases.map((phase) => [
    phase,
    sortedPercentiles(values.subarray(next[phase] - counts[phase], next[phase]).sort()),
  ]);
  return { ...Object.fromEntries(parts), all: sortedPercentiles(values.sort()) };
}

/** Without a fault everything is `before`. */
export function phaseOf(faults: readonly FaultFact[], from: number, to: number): Phase {
  let isBefore = true;
  for (const { beginMs, endMs } of faults) {
    const faultFrom = beginMs ?? endMs;
    if (faultFrom === null) continue;
    if (from <= (endMs ?? Infinity) && to >= faultFrom) return "during";
    if (to >= faultFrom) isBefore = false;
  }
  return isBefore ? "before" : "after";
}

/** The percentiles, by the nearest rank. */
export const percentiles = (values: readonly number[]): Percentiles =>
  sortedPercentiles(Float64Array.from(values).sort());

export function sortedPercentiles(sorted: Float64Array): Percentiles {
  const count = sorted.length;
  const at = (share: number) =>
    count === 0 ? null : microseconds(sorted[Math.max(0, Math.ceil(share * count - 1e-9) - 1)]);
  const usual = { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  return { count, ...usual, p999: at(0.999), p9999: at(0.9999), max: at(1) };
}

/** Rounds to microseconds: differences of times have digits below the precision of the measurement. */
export function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/**
 * From the end of the last fault until every operation that was committed before has its first
 * effects; at least 0. Operations that were not applied are left out. Null without faults, where a
 * fault has no end, and where one of the times is not known.
 */
export function recoveryMs(evidence: Evidence): number | null {
  const { operations, faults } = evidence.facts;
  let healedMs = -Infinity;
  for (const { endMs } of faults) {
    if (endMs === null) return null;
    healedMs = Math.max(healedMs, endMs);
  }
  let lastMs = -Infinity;
  for (let slot = 0; slot < operations.count; slot++) {
    if (!evidence.has(slot, COMMITTED) || !evidence.isApplied(slot)) continue;
    const committedMs = operations.commitAt[slot];
    if (committedMs >= healedMs) continue;
    const effectMs = firstEffectsAt(evidence, slot);
    if (Number.isNaN(committedMs) || Number.isNaN(effectMs)) return null;
    lastMs = Math.max(lastMs, effectMs);
  }
  if (faults.length === 0 || lastMs === -Infinity) return null;
  return microseconds(Math.max(0, lastMs - healedMs));
}

/** The longest time without an `ok`: from one `ok` to the next, or to the end of the load. */
export function outageMs(evidence: Evidence): number | null {
  const { operations } = evidence.facts;
  let count = 0;
  for (let slot = 0; slot < operations.count; slot++) {
    const at = operations.outcomeAt[slot];
    if (evidence.has(slot, ACKNOWLEDGED) && !Number.isNaN(at)) evidence.scratch[count++] = at;
  }
  const times = evidence.scratch.subarray(0, count).sort();
  if (times.length === 0) return null;
  let longest = evidence.loadEndMs - times[times.length - 1];
  for (let i = 1; i < times.length; i++) longest = Math.max(longest, times[i] - times[i - 1]);
  return longest < 0 ? null : microseconds(longest);
}
