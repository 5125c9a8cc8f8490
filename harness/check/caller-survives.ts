import { isFailed, isOwedOk } from "./callers.ts";
import type { Checker } from "./checker.ts";
import { type Evidence, many, named } from "./evidence.ts";
import { phaseOf } from "./latency.ts";

export const callerSurvives: Checker = {
  name: "caller-survives",
  summary: "What fails behind the login does not fail the login.",
  anomaly: null,
  examine(evidence) {
    const sent = evidence.tally((slot) => isOwedOk(evidence, slot)).count;
    let duringFault = 0;
    const tally = evidence.tally((slot) => {
      if (!isFailed(evidence, slot)) return false;
      if (isPlannedDuringFault(evidence, slot)) duringFault++;
      return true;
    });
    const why = tally.count === 0
      ? `${many(sent, "login")} answered, none failed`
      : `${tally.count.toLocaleString("en")} of ${many(sent, "login")} failed, ` +
        `${duringFault.toLocaleString("en")} of them planned during a fault: ${named(tally)}`;
    return { tally, why, undecided: sent === 0 ? "no login was sent" : null };
  },
};

function isPlannedDuringFault({ facts: { operations, faults } }: Evidence, slot: number): boolean {
  const at = operations.start[slot];
  return phaseOf(faults, at, at) === "during";
}
