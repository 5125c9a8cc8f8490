/** What a form of a comparison draws: a page of texts, made from the result. */
import { withVisibleText } from "../report/visible.ts";

export interface Page {
  readonly title: string;
  /** One sentence, without its full stop. */
  readonly headline: string;
  readonly sections: readonly Section[];
  /** The last line: where it was measured. */
  readonly foot: string;
}

/** A text, or a text and the run that it comes from. */
export type Cell = string | { readonly text: string; readonly run: string };

export const cellText = (cell: Cell): string => typeof cell === "string" ? cell : cell.text;

/** A part of the page: a table, code, or only notes. */
export interface Section {
  readonly title: string;
  /** A table's heads and rows of cells; all rows have as many cells as there are heads. */
  readonly heads?: readonly string[];
  readonly rows?: readonly (readonly Cell[])[];
  /** In a terminal, a longer cell is broken between words. @default never */
  readonly mostColumns?: number;
  /** Lines of code. */
  readonly code?: readonly string[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

/** A result as data, and as a page. */
export interface Shown {
  readonly data: unknown;
  readonly page: Page;
  /** The path from the page's file to the folder of the runs, for links. @default no links */
  readonly runsPath?: string;
}

/** @param pageOf makes the page; it gets a copy of the result with visible characters only */
export const shown = <T>(result: T, pageOf: (result: T) => Page): Shown => ({
  data: result,
  page: pageOf(withVisibleText(result)),
});
