import type { Claim, PromiseKind } from "../contract/lab.ts";
import { type AnomalyName, type Evidence, Tally } from "./evidence.ts";

/** What a checker found. */
export interface Finding {
  /** The anomaly that breaks the promise. */
  readonly tally: Tally;
  /** One clause that says what was seen, or that nothing was. */
  readonly why: string;
  /** Why nothing was seen and the promise still cannot be called kept; null where it can. */
  readonly undecided: string | null;
  /** Where the operations of `tally` were seen last. */
  readonly lastSeen?: ReadonlyMap<string, number>;
}

/** A promise and how it is checked: one file, named after it. */
export type Checker = PromiseKind & Examination;

export interface Examination {
  readonly summary: string;
  /** The list of the result that shows its anomaly; null where none does. */
  readonly anomaly: AnomalyName | null;
  /**
   * It speaks of what was done, so it holds when a role has halted too. The others ask for what such
   * a role did not get to: they are not judged then.
   */
  readonly judgedAfterHalt?: true;
  /** Without a claim where nobody made one: only a promise that has an anomaly is examined so. */
  examine(evidence: Evidence, claim?: Claim): Finding;
}

/** Those reasons that there are, as one; null where there is none. */
export const reasons = (...whys: readonly (string | null)[]): string | null =>
  whys.filter((why) => why !== null).join("; ") || null;

/** Nothing was seen, and it cannot be told whether the promise is kept. */
export const undecided = (why: string): Finding => ({ tally: new Tally(), why, undecided: why });
