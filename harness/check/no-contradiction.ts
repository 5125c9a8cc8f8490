import { SET_ASIDE } from "../history/columns.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import type { Examination } from "./checker.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoContradictionPhrase =
  | Says<"none-aside-applied">
  | Says<"aside-yet-applied", Operations>;

export const noContradiction: UnconditionalPromise & Examination<NoContradictionPhrase> = {
  name: "no-contradiction",
  holds: "always",
  threatenedBy: "operations",
  operations: (evidence) => evidence.tally((slot) => evidence.has(slot, SET_ASIDE)).count,
  summary: "An operation that was set aside is not applied as well.",
  anomaly: null,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      evidence.has(slot, SET_ASIDE) && evidence.isApplied(slot)
    );
    const seen: NoContradictionPhrase = tally.count === 0
      ? { code: "none-aside-applied" }
      : { code: "aside-yet-applied", ...few(tally) };
    return { tally, seen, undecided: [] };
  },
};
