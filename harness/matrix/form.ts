/** The contract of a form: a pure function of what a check found, and of what it is held against. */
import type { Comparison } from "./baseline.ts";
import type { CheckResult } from "./result.ts";

/** Null where there is no baseline. */
export type Render = (result: CheckResult, comparison: Comparison | null) => string;

export interface ReportForm {
  /** As `--report` takes it. */
  readonly name: string;
  /** `--report FORM=FILE`. Where false it goes to standard output. */
  readonly needsFile: boolean;
  /** Lines, the last one ended too. Empty where there is nothing that a person needs to know. */
  readonly render: Render;
  /** What is appended to the file that `GITHUB_STEP_SUMMARY` names. */
  readonly summary?: Render;
}
