/**
 * The result of a checker as data: a code, figures and operations. It is JSON without sentences;
 * `harness/report/words/` puts it into English.
 */
import type { Tally } from "./evidence.ts";

export type Figure =
  | string
  | number
  | boolean
  | null
  | readonly Figure[]
  | { readonly [name: string]: Figure };

export type Phrase = { readonly code: string; readonly [name: string]: Figure };

/** A phrase of this code, with these figures. Only one file defines a code. */
export type Says<Code extends string, Figures = unknown> =
  & { readonly code: Code }
  & Readonly<Figures>;

/** Operations, as a figure of a phrase. */
export type Operations = {
  readonly count: number;
  /** The first few of them, by number. */
  readonly ops: readonly number[];
};

/** More operations than a sentence names, so that the sentence can say that there are more. */
const opsNamed = 10;

/** The figure for these operations. */
export const few = ({ count, ops }: Tally): Operations => ({ count, ops: ops.slice(0, opsNamed) });
