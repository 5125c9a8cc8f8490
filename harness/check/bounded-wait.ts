import type { ConditionalPromise } from "../contract/lab.ts";
import { ACKNOWLEDGED, INVOKED, REFUSED, UNCERTAIN } from "../history/columns.ts";
import { baselineWaitMs } from "./baseline.ts";
import { type Examination, reasons, undecided } from "./checker.ts";
import { type Evidence, many, named, Tally } from "./evidence.ts";
import { eachWait, microseconds, percentiles } from "./latency.ts";
import { latenessMs, neverSent } from "./load_validity.ts";
import { duration } from "./units.ts";

/** Fewer are too few to speak of one in a hundred. */
const fewestWaits = 20;

export const boundedWait: ConditionalPromise & Examination = {
  name: "bounded-wait",
  holds: "under",
  summary: "99 of 100 callers wait no longer than the limit, while a fault lasts too.",
  anomaly: null,
  limit: "milliseconds",
  examine(evidence, claim) {
    const limitMs = claim?.limit;
    if (limitMs === undefined) return undecided("the claim has no limit");
    const hasFault = evidence.facts.faults.length > 0;
    const waits: Wait[] = [];
    eachWait(evidence, (slot, waitMs, phase) => {
      if (!hasFault || phase === "during") waits.push({ slot, waitMs: microseconds(waitMs) });
    });
    const of = `${many(waits.length, "operation")}${hasFault ? " during the faults" : ""}`;
    if (waits.length < fewestWaits) {
      return undecided(`${of} timed, at least ${fewestWaits} needed`);
    }
    const p99 = percentiles(waits.map(({ waitMs }) => waitMs)).p99!;
    const seen = `p99 of ${of} is ${duration(p99)}`;
    if (p99 > limitMs && leastP99(evidence, waits) <= limitMs) {
      return undecided(`${seen}, which the lines that cannot be read could have lowered`);
    }
    if (p99 <= limitMs) {
      const why = `${seen}, at most ${duration(limitMs)} promised`;
      const open = reasons(unanswered(evidence), neverSent(evidence));
      return { tally: new Tally(), why, undecided: open };
    }
    const lateMs = latenessMs(evidence, waits.map(({ slot }) => slot)) ?? 0;
    if (lateMs > limitMs / 4) {
      return undecided(`${seen}, but the load itself was late: p99 ${duration(lateMs)}`);
    }
    const baselineMs = baselineWaitMs(evidence) ?? 0;
    if (baselineMs > limitMs / 2) {
      return undecided(
        `${seen}, but half waited ${duration(baselineMs)} before anything was broken`,
      );
    }
    const tally = longer(evidence, waits, limitMs);
    const why = `${seen}, above ${duration(limitMs)}: ${many(tally.count, "caller")} waited longer`;
    return { tally, why: `${why}, ${named(tally)}`, undecided: null };
  },
};

/** As if every line that cannot be read were one more operation, answered at once. */
function leastP99({ facts: { unreadable } }: Evidence, waits: readonly Wait[]): number {
  const atOnce = Array.from({ length: Math.min(unreadable.count, waits.length * 100) }, () => 0);
  return percentiles([...waits.map(({ waitMs }) => waitMs), ...atOnce]).p99!;
}

interface Wait {
  readonly slot: number;
  readonly waitMs: number;
}

/** By the number of the operation, as in every list. */
function longer(evidence: Evidence, waits: readonly Wait[], limitMs: number): Tally {
  const slots = new Set(waits.filter(({ waitMs }) => waitMs > limitMs).map(({ slot }) => slot));
  return evidence.tally((slot) => slots.has(slot));
}

/** Who was never answered waited longer than anybody can tell. */
function unanswered(evidence: Evidence): string | null {
  const open = evidence.tally((slot) =>
    evidence.has(slot, INVOKED) && !evidence.has(slot, ACKNOWLEDGED | REFUSED | UNCERTAIN)
  );
  return open.count === 0
    ? null
    : `${many(open.count, "operation")} never answered, ${named(open)}: how long is not known`;
}
