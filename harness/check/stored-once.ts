import type { UnconditionalPromise } from "../contract/lab.ts";
import { IN_BROKER, STORED_AGAIN } from "../history/columns.ts";
import { type Examination, undecided } from "./checker.ts";
import { many, named } from "./evidence.ts";

export const storedOnce: UnconditionalPromise & Examination = {
  name: "stored-once",
  holds: "always",
  summary: "The broker's log has one copy of a message.",
  anomaly: null,
  examine(evidence) {
    const stored = evidence.tally((slot) => evidence.has(slot, IN_BROKER)).count;
    if (stored === 0) return undecided("nobody says what the broker's log has");
    const tally = evidence.tally((slot) => evidence.has(slot, STORED_AGAIN));
    const why = tally.count === 0
      ? `${many(stored, "message")} in the broker's log, none twice`
      : `${many(tally.count, "message")} more than once in the broker's log: ${named(tally)}`;
    // What was applied came out of the log: one that it does not show was read in part.
    const unseen = evidence.tally((slot) =>
      evidence.isApplied(slot) && !evidence.has(slot, IN_BROKER)
    );
    const doubt = unseen.count === 0
      ? null
      : `the broker's log does not show all that was applied: ${named(unseen)}`;
    return { tally, why, undecided: doubt };
  },
};
