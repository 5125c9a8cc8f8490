import type { UnconditionalPromise } from "../contract/lab.ts";
import { IN_BROKER, STORED_AGAIN } from "../history/columns.ts";
import { type Examination, undecided } from "./checker.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type StoredOncePhrase =
  | Says<"broker-log-unknown">
  | Says<"none-stored-twice", { stored: number }>
  | Says<"stored-again", Operations>
  | Says<"broker-log-in-part", Operations>;

export const storedOnce: UnconditionalPromise & Examination<StoredOncePhrase> = {
  name: "stored-once",
  holds: "always",
  threatenedBy: "operations",
  operations: (evidence) => evidence.tally((slot) => evidence.has(slot, IN_BROKER)).count,
  summary: "The broker's log has one copy of a message.",
  anomaly: null,
  examine(evidence) {
    const stored = evidence.tally((slot) => evidence.has(slot, IN_BROKER)).count;
    if (stored === 0) return undecided({ code: "broker-log-unknown" });
    const tally = evidence.tally((slot) => evidence.has(slot, STORED_AGAIN));
    const seen: StoredOncePhrase = tally.count === 0
      ? { code: "none-stored-twice", stored }
      : { code: "stored-again", ...few(tally) };
    // Every applied message came from the log. If the log lacks one, only a part of the log was
    // read.
    const unseen = evidence.tally((slot) =>
      evidence.isApplied(slot) && !evidence.has(slot, IN_BROKER)
    );
    const doubts: StoredOncePhrase[] = unseen.count === 0
      ? []
      : [{ code: "broker-log-in-part", ...few(unseen) }];
    return { tally, seen, undecided: doubts };
  },
};
