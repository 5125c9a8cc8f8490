import { COMMITTED, MARKED_SENT, SENDER_ASIDE } from "../history/columns.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import { type Examination, undecided } from "./checker.ts";
import { many, named, Tally } from "./evidence.ts";

/** A row that nobody works on and nobody will: the owner is gone, and no time gives it back. */
export const noOrphan: UnconditionalPromise & Examination = {
  name: "no-orphan",
  holds: "always",
  summary: "Each committed message ends done, failed or excluded, and in nobody's hands.",
  anomaly: null,
  examine(evidence) {
    const { truth } = evidence.facts;
    if (truth !== "commit") return undecided("nobody says what was committed");
    const open = evidence.tally((slot) =>
      // That a consumer could not read it says nothing of its row.
      evidence.has(slot, COMMITTED) && !evidence.has(slot, MARKED_SENT | SENDER_ASIDE)
    );
    const seen = `${many(open.count, "message")} neither done nor set aside: ${named(open)}`;
    if (open.count > 0 && !evidence.isMissingForGood) return undecided(seen);
    const why = open.count === 0 ? "each message ended done or set aside" : seen;
    return { tally: open.count === 0 ? new Tally() : open, why, undecided: null };
  },
};
