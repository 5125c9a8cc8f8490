import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { many, named, Tally } from "./evidence.ts";

export const noPhantom: UnconditionalPromise & Examination = {
  name: "no-phantom",
  holds: "always",
  summary: "Nothing has an effect that did not happen in the source.",
  anomaly: "phantom",
  judgedAfterHalt: true,
  examine(evidence) {
    const tally = evidence.tally((slot) => evidence.isPhantom(slot));
    // What made it happen may stand in a line that cannot be read.
    if (tally.count > 0 && !evidence.isWhole) {
      const why = `${many(tally.count, "operation")} applied, not seen to happen: ${named(tally)}`;
      return { tally: new Tally(), why, undecided: why };
    }
    const why = tally.count === 0
      ? "no effect of what did not happen"
      : `${many(tally.count, "operation")} applied that did not happen: ${named(tally)}`;
    return { tally, why, undecided: null };
  },
};
