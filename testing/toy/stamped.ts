import { type Examination, undecided } from "../../harness/check/checker.ts";
import { many, named } from "../../harness/check/evidence.ts";
import { COMMITTED, MARKED_SENT } from "../../harness/history/columns.ts";
import type { UnconditionalPromise } from "../../harness/contract/lab.ts";

export const stamped: UnconditionalPromise & Examination = {
  name: "stamped",
  holds: "always",
  summary: "Each letter that was posted was stamped.",
  anomaly: null,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      evidence.has(slot, COMMITTED) && !evidence.has(slot, MARKED_SENT)
    );
    if (tally.count > 0 && !evidence.isDrained) return undecided("not all is stamped yet");
    const why = tally.count === 0
      ? "each letter was stamped"
      : `${many(tally.count, "letter")} without a stamp: ${named(tally)}`;
    return { tally, why, undecided: null };
  },
};
