/** The contract of a report form: a pure function of a check's result and its comparison with a baseline. */
import type { Comparison } from "./baseline.ts";
import type { CheckResult } from "./result.ts";

/** The comparison is null where there is no baseline. */
export type Render = (result: CheckResult, comparison: Comparison | null) => string;

export interface ReportForm {
  /** The form's name in `--report`. */
  readonly name: string;
  /** True where the form needs a file (`--report FORM=FILE`). If false, it goes to standard output. */
  readonly needsFile: boolean;
  /** Lines, each with its line end. Empty where there is nothing for the user to know. */
  readonly render: Render;
  /** Appended to the file that `GITHUB_STEP_SUMMARY` names. */
  readonly summary?: Render;
}
