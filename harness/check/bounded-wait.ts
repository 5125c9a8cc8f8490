import type { ConditionalPromise } from "../contract/lab.ts";
import { calleeAway, calleeSlow } from "../contract/hazards.ts";
import { ACKNOWLEDGED, INVOKED, REFUSED, UNCERTAIN } from "../history/columns.ts";
import { baselineWaitMs } from "./baseline.ts";
import { type Examination, type NoLimit, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { eachWait, microseconds, percentiles } from "./latency.ts";
import { latenessMs, type NeverSent, neverSent } from "./load_validity.ts";
import { few, type Operations, type Says } from "./phrase.ts";

/** With fewer waits, a p99 has no meaning. */
const fewestWaits = 20;

export type BoundedWaitPhrase =
  | Says<"too-few-waits", Timed & { needed: number }>
  | Says<"wait-within-limit", Measured & { limitMs: number }>
  /** Counts and names the callers that waited longer than the limit. */
  | Says<"wait-above-limit", Measured & { limitMs: number } & Operations>
  /** The unreadable lines may hold short waits, which would lower the p99. */
  | Says<"wait-perhaps-lower", Measured>
  | Says<"wait-of-late-load", Measured & { lateMs: number }>
  | Says<"wait-slow-before-faults", Measured & { medianMs: number }>
  | Says<"never-answered", Operations>;

/** How many operations were timed. If there was a fault, only those during faults are timed. */
export type Timed = { readonly timed: number; readonly isDuringFaults: boolean };
export type Measured = Timed & { readonly p99Ms: number };

export const boundedWait:
  & ConditionalPromise
  & Examination<BoundedWaitPhrase | NoLimit | NeverSent> = {
    name: "bounded-wait",
    holds: "under",
    threatenedBy: [calleeAway, calleeSlow],
    summary: "99 of 100 callers wait no longer than the limit, also during a fault.",
    anomaly: null,
    limit: "milliseconds",
    examine(evidence, claim) {
      const limitMs = claim?.limit;
      if (limitMs === undefined) return undecided({ code: "no-limit" });
      const hasFault = evidence.facts.faults.length > 0;
      const waits: Wait[] = [];
      eachWait(evidence, (slot, waitMs, phase) => {
        if (!hasFault || phase === "during") waits.push({ slot, waitMs: microseconds(waitMs) });
      });
      const timed = { timed: waits.length, isDuringFaults: hasFault };
      if (waits.length < fewestWaits) {
        return undecided({ code: "too-few-waits", ...timed, needed: fewestWaits });
      }
      const p99Ms = percentiles(waits.map(({ waitMs }) => waitMs)).p99!;
      const measured = { ...timed, p99Ms };
      if (p99Ms > limitMs && leastP99(evidence, waits) <= limitMs) {
        return undecided({ code: "wait-perhaps-lower", ...measured });
      }
      if (p99Ms <= limitMs) {
        const open = [...unanswered(evidence), ...neverSent(evidence)];
        const seen: BoundedWaitPhrase = { code: "wait-within-limit", ...measured, limitMs };
        return { tally: new Tally(), seen, undecided: open };
      }
      const lateMs = latenessMs(evidence, waits.map(({ slot }) => slot)) ?? 0;
      if (lateMs > limitMs / 4) {
        return undecided({ code: "wait-of-late-load", ...measured, lateMs });
      }
      const medianMs = baselineWaitMs(evidence) ?? 0;
      if (medianMs > limitMs / 2) {
        return undecided({ code: "wait-slow-before-faults", ...measured, medianMs });
      }
      const tally = longer(evidence, waits, limitMs);
      const seen: BoundedWaitPhrase = {
        code: "wait-above-limit",
        ...measured,
        limitMs,
        ...few(tally),
      };
      return { tally, seen, undecided: [] };
    },
  };

/** The p99 if every unreadable line were one more operation that was answered at once. */
function leastP99({ facts: { unreadable } }: Evidence, waits: readonly Wait[]): number {
  const atOnce = Array.from({ length: Math.min(unreadable.count, waits.length * 100) }, () => 0);
  return percentiles([...waits.map(({ waitMs }) => waitMs), ...atOnce]).p99!;
}

interface Wait {
  readonly slot: number;
  readonly waitMs: number;
}

/** The callers that waited longer than the limit, in the order of their operations' numbers. */
function longer(evidence: Evidence, waits: readonly Wait[], limitMs: number): Tally {
  const slots = new Set(waits.filter(({ waitMs }) => waitMs > limitMs).map(({ slot }) => slot));
  return evidence.tally((slot) => slots.has(slot));
}

/** A caller that was never answered has no known wait. */
function unanswered(evidence: Evidence): BoundedWaitPhrase[] {
  const open = evidence.tally((slot) =>
    evidence.has(slot, INVOKED) && !evidence.has(slot, ACKNOWLEDGED | REFUSED | UNCERTAIN)
  );
  return open.count === 0 ? [] : [{ code: "never-answered", ...few(open) }];
}
