import type { UnconditionalPromise } from "../contract/lab.ts";
import { rolledBack } from "../contract/hazards.ts";
import { type Examination, undecided } from "./checker.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoPhantomPhrase =
  | Says<"no-phantom">
  | Says<"phantom", Operations>
  | Says<"not-seen-to-happen", Operations>;

export const noPhantom: UnconditionalPromise & Examination<NoPhantomPhrase> = {
  name: "no-phantom",
  holds: "always",
  threatenedBy: [rolledBack],
  summary: "An operation that did not happen in the source has no effect.",
  anomaly: "phantom",
  judgedAfterHalt: true,
  examine(evidence) {
    const tally = evidence.tally((slot) => evidence.isPhantom(slot));
    // An unreadable line may hold the event that shows that the operation happened.
    if (tally.count > 0 && !evidence.isWhole) {
      return undecided({ code: "not-seen-to-happen", ...few(tally) });
    }
    const seen: NoPhantomPhrase = tally.count === 0
      ? { code: "no-phantom" }
      : { code: "phantom", ...few(tally) };
    return { tally, seen, undecided: [] };
  },
};
