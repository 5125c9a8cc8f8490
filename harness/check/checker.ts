import type { Claim, PromiseKind } from "../contract/lab.ts";
import { type AnomalyName, type Evidence, Tally } from "./evidence.ts";
import type { Phrase, Says } from "./phrase.ts";

/** What a checker found: data, which the forms of the report put into words. */
export interface Finding<P extends Phrase = Phrase> {
  /** The anomaly that breaks the promise. */
  readonly tally: Tally;
  /** What was seen, or that nothing was. */
  readonly seen: P;
  /** Why nothing was seen and the promise still cannot be called kept; empty where it can. */
  readonly undecided: readonly P[];
  /** Where the operations of `tally` were seen last. */
  readonly lastSeen?: ReadonlyMap<string, number>;
}

/** A promise and how it is checked: one file, named after it. */
export type Checker = PromiseKind & Examination;

/** Its phrases have their words in the file of the same name in `harness/report/words/`. */
export interface Examination<P extends Phrase = Phrase> {
  readonly summary: string;
  /** The list of the result that shows its anomaly; null where none does. */
  readonly anomaly: AnomalyName | null;
  /**
   * It speaks of what was done, so it holds when a role has halted too. The others ask for what such
   * a role did not get to: they are not judged then.
   */
  readonly judgedAfterHalt?: true;
  /** Without a claim where nobody made one: only a promise that has an anomaly is examined so. */
  examine(evidence: Evidence, claim?: Claim): Finding<P>;
}

/** A claim of a promise that needs a limit gives none. */
export type NoLimit = Says<"no-limit">;

/** Nothing was seen, and it cannot be told whether the promise is kept. */
export const undecided = <P extends Phrase>(why: P): Finding<P> => ({
  tally: new Tally(),
  seen: why,
  undecided: [why],
});
