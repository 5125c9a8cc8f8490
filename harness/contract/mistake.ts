/** What a broken twin says of its mistake. */
import type { PromiseKind } from "./promise.ts";

/** A file, by its path from the folder of the lab, and a name in it: `relay.ts#markThenSend`. */
export type CodePlace = `${string}.ts#${string}`;

export interface Mistake {
  /** The promise that the twin breaks. */
  readonly breaks: PromiseKind;
  /** The sound variant that the twin copies but for its mistake. */
  readonly imitates: string;
  /** The code in which the mistake is. */
  readonly shownAt: CodePlace;
  /** The sound code that runs in its place. @default the same code, by another branch */
  readonly insteadOf?: CodePlace;
}
