/**
 * What a checker says, as data: a code, figures and operations. It is JSON, and holds no sentence;
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

/** A phrase of this code, with these figures. Every code stands in one file alone. */
export type Says<Code extends string, Figures = unknown> =
  & { readonly code: Code }
  & Readonly<Figures>;

/** Operations, as a figure of a phrase. */
export type Operations = {
  readonly count: number;
  /** The first few of them, by number. */
  readonly ops: readonly number[];
};

/** More than a sentence names, so that it can tell whether there are more. */
const opsTold = 10;

/** The figure for these operations. */
export const few = ({ count, ops }: Tally): Operations => ({ count, ops: ops.slice(0, opsTold) });
