import { INVOKED, REFUSED, UNCERTAIN } from "../history/columns.ts";
import { calmWaitMs } from "./calm.ts";
import { callersOf, isFailed, phaseOfCall } from "./callers.ts";
import { type Checker, reasons, undecided } from "./checker.ts";
import { type Evidence, many, named } from "./evidence.ts";
import { latenessMs, neverSent } from "./load.ts";
import { duration } from "./units.ts";

/** Where half of the callers wait longer before anything is broken, the machine fails them. */
const calmLimitMs = 500;
/** Where one in a hundred is sent later than this, the harness fails them. */
const latenessLimitMs = 1_000;

export const callerSurvives: Checker = {
  name: "caller-survives",
  summary: "What fails behind the login does not fail the login.",
  anomaly: null,
  examine(evidence) {
    const { all, before } = callersOf(evidence);
    if (all.count === 0) return undecided("no login was sent");
    const hasFault = evidence.facts.faults.length > 0;
    const early = !hasFault || before.failed === 0
      ? null
      : `${before.failed} of ${many(before.count, "login")} failed though nothing was broken`;
    const failed = evidence.tally((slot) =>
      isFailed(evidence, slot) && !(hasFault && phaseOfCall(evidence, slot) === "before")
    );
    const tally = evidence.isWhole
      ? failed
      : evidence.tally((slot) =>
        isFailed(evidence, slot) && evidence.has(slot, REFUSED | UNCERTAIN) &&
        !(hasFault && phaseOfCall(evidence, slot) === "before")
      );
    if (tally.count === 0) {
      const why = `${many(all.count, "login")} answered, none failed`;
      const open = failed.count === 0
        ? null
        : `${many(failed.count, "login")} without an answer that can be read: ${named(failed)}`;
      return { tally, why, undecided: reasons(early, open, neverSent(evidence)) };
    }
    const seen = `${tally.count.toLocaleString("en")} of ${many(all.count, "login")} failed`;
    const lateMs = latenessMs(evidence, sent(evidence)) ?? 0;
    if (lateMs > latenessLimitMs) {
      return undecided(`${seen}, but the load itself was late: p99 ${duration(lateMs)}`);
    }
    const calmMs = calmWaitMs(evidence) ?? 0;
    if (calmMs > calmLimitMs) {
      return undecided(`${seen}, but half waited ${duration(calmMs)} before anything was broken`);
    }
    return { tally, why: `${seen}: ${named(tally)}`, undecided: null };
  },
};

function* sent(evidence: Evidence): Iterable<number> {
  const { count } = evidence.facts.operations;
  for (let slot = 0; slot < count; slot++) if (evidence.has(slot, INVOKED)) yield slot;
}
