import type { ConditionalPromise } from "../contract/lab.ts";
import { REFUSED, UNCERTAIN } from "../history/columns.ts";
import { callersOf, isFailed, phaseOfCall } from "./callers.ts";
import { type Examination, reasons, undecided } from "./checker.ts";
import { many, named } from "./evidence.ts";
import { neverSent } from "./load_validity.ts";
import { slowness } from "./slowness.ts";

export const callerSurvives: ConditionalPromise & Examination = {
  name: "caller-survives",
  holds: "under",
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
    const slow = slowness(evidence);
    if (slow !== null) return undecided(`${seen}, but ${slow}`);
    return { tally, why: `${seen}: ${named(tally)}`, undecided: null };
  },
};
