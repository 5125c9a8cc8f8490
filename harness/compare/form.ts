/** The contract of a form of a comparison's report: a pure function of its result. */
import type { Shown } from "./page.ts";

export interface CompareForm {
  /** The form's name in `--format`. */
  readonly name: string;
  /** Lines, each with its line end. */
  readonly render: (shown: Shown) => string;
}
