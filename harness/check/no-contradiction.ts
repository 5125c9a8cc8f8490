import { SET_ASIDE } from "../history/columns.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { many, named } from "./evidence.ts";

export const noContradiction: UnconditionalPromise & Examination = {
  name: "no-contradiction",
  holds: "always",
  summary: "What was set aside is not applied as well.",
  anomaly: null,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      evidence.has(slot, SET_ASIDE) && evidence.isApplied(slot)
    );
    const why = tally.count === 0
      ? "none set aside was applied"
      : `${many(tally.count, "operation")} set aside and applied all the same: ${named(tally)}`;
    return { tally, why, undecided: null };
  },
};
