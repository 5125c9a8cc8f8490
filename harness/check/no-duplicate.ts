import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { many, named, Tally } from "./evidence.ts";

export const noDuplicate: UnconditionalPromise & Examination = {
  name: "no-duplicate",
  holds: "always",
  summary: "An operation has one effect in a target.",
  anomaly: "duplicate",
  judgedAfterHalt: true,
  examine(evidence) {
    const { operations, targets } = evidence.facts;
    const tally = new Tally();
    let effects = 0;
    evidence.each((slot) => {
      let further = 0;
      for (const { count } of targets) {
        effects += count[slot];
        if (count[slot] > 1) further += count[slot] - 1;
      }
      if (further > 0) tally.add(operations.op.get(slot), further);
    });
    const why = tally.count === 0
      ? `${many(effects, "effect")}, none twice`
      : `${many(tally.count, "effect")} too many: ${named(tally)}`;
    return { tally, why, undecided: null };
  },
};
