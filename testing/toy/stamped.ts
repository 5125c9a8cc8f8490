import { type Examination, undecided } from "../../harness/check/checker.ts";
import { few, type Operations, type Says } from "../../harness/check/phrase.ts";
import { COMMITTED, MARKED_SENT } from "../../harness/history/columns.ts";
import type { UnconditionalPromise } from "../../harness/contract/lab.ts";

export type StampedPhrase =
  | Says<"all-stamped">
  | Says<"not-stamped-yet">
  | Says<"without-stamp", Operations>;

export const stamped: UnconditionalPromise & Examination<StampedPhrase> = {
  name: "stamped",
  holds: "always",
  threatenedBy: "operations",
  operations: (evidence) => evidence.tally((slot) => evidence.has(slot, COMMITTED)).count,
  summary: "Each letter that was posted was stamped.",
  anomaly: null,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      evidence.has(slot, COMMITTED) && !evidence.has(slot, MARKED_SENT)
    );
    if (tally.count > 0 && !evidence.isDrained) return undecided({ code: "not-stamped-yet" });
    const seen: StampedPhrase = tally.count === 0
      ? { code: "all-stamped" }
      : { code: "without-stamp", ...few(tally) };
    return { tally, seen, undecided: [] };
  },
};
