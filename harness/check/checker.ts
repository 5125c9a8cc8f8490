import type { Claim, PromiseKind } from "../contract/lab.ts";
import { type AnomalyName, type Evidence, Tally } from "./evidence.ts";
import type { Phrase, Says } from "./phrase.ts";

/** The finding of a checker, as data. The forms of the report put it into words. */
export interface Finding<P extends Phrase = Phrase> {
  /** The anomaly that breaks the promise. */
  readonly tally: Tally;
  /** The observation, or a phrase that says that there was none. */
  readonly seen: P;
  /** The reasons against the verdict `kept` although no anomaly was seen; empty if there are none. */
  readonly undecided: readonly P[];
  /** Where the operations of `tally` were seen last. */
  readonly lastSeen?: ReadonlyMap<string, number>;
  /** By the number of an operation out of order: one that overtook it. */
  readonly overtakenBy?: ReadonlyMap<number, number>;
}

/** A promise and its check: one file, named after the promise. */
export type Checker = PromiseKind & Examination;

/** The check of a promise. The file of the same name in `harness/report/words/` has the words for its phrases. */
export interface Examination<P extends Phrase = Phrase> {
  readonly summary: string;
  /** The anomaly list that shows its violations in the result; null where no list does. */
  readonly anomaly: AnomalyName | null;
  /**
   * True where the promise is about events that happened, so that it also holds after a role has
   * halted. The other promises require work that a halted role did not reach: they are not judged
   * then.
   */
  readonly judgedAfterHalt?: true;
  /** For a promise that is `threatenedBy: "operations"`: how many operations could have broken it. */
  operations?(evidence: Evidence): number;
  /** `claim` is missing where nobody claims the promise: only a promise with an anomaly is examined then. */
  examine(evidence: Evidence, claim?: Claim): Finding<P>;
}

/** The claim gives no limit, but its promise needs one. */
export type NoLimit = Says<"no-limit">;

/** A finding that saw no anomaly and cannot tell whether the promise is kept. */
export const undecided = <P extends Phrase>(why: P): Finding<P> => ({
  tally: new Tally(),
  seen: why,
  undecided: [why],
});
