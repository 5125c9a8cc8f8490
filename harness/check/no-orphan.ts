import { COMMITTED, MARKED_SENT, SENDER_ASIDE } from "../history/columns.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import { inHand } from "../contract/hazards.ts";
import { type Examination, undecided } from "./checker.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoOrphanPhrase =
  | Says<"commits-unknown">
  | Says<"none-orphaned">
  | Says<"orphaned", Operations>;

/** Orphaned rows: their owner is gone, and no timeout will release them. */
export const noOrphan: UnconditionalPromise & Examination<NoOrphanPhrase> = {
  name: "no-orphan",
  holds: "always",
  threatenedBy: [inHand],
  summary: "Each committed message ends as done, failed or excluded; none stays with a dead owner.",
  anomaly: null,
  examine(evidence) {
    const { truth } = evidence.facts;
    if (truth !== "commit") return undecided({ code: "commits-unknown" });
    const open = evidence.tally((slot) =>
      // A consumer's failure to read the message says nothing about the sender's row.
      evidence.has(slot, COMMITTED) && !evidence.has(slot, MARKED_SENT | SENDER_ASIDE)
    );
    const seen: NoOrphanPhrase = open.count === 0
      ? { code: "none-orphaned" }
      : { code: "orphaned", ...few(open) };
    if (open.count > 0 && !evidence.isMissingForGood) return undecided(seen);
    return { tally: open, seen, undecided: [] };
  },
};
