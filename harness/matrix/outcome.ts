/** The summary of a list of results: the three counts, the cases not run, and the exit code. */
import { type ExitCode, exitCode } from "../errors.ts";
import { troublesIn } from "./evidence.ts";
import { type CaseResult, type CheckResult, standingOf } from "./result.ts";

export type Standing = Exclude<ReturnType<typeof standingOf>, "tried">;

/** The number of right, wrong and undecided cases. */
export function countsOf(cases: readonly CaseResult[]): Readonly<Record<Standing, number>> {
  const counts = { right: 0, wrong: 0, unknown: 0 };
  for (const one of cases) {
    const standing = standingOf(one);
    if (standing !== "tried") counts[standing]++;
  }
  return counts;
}

/** Leaves out cases without an expected verdict. */
export const judgedOf = (cases: readonly CaseResult[]): CaseResult[] =>
  cases.filter((one) => standingOf(one) !== "tried");

/** Planned cases without a result: the check was interrupted. */
export const notRun = ({ planned, cases }: CheckResult): number =>
  Math.max(0, planned - cases.length);

/**
 * A case that was not run counts as undecided, and so does a check without a case. A full matrix that
 * left a promise unthreatened is undecided, too.
 */
export function standingOfAll(result: CheckResult): Standing {
  const { wrong, unknown } = countsOf(result.cases);
  if (wrong > 0) return "wrong";
  const isNone = judgedOf(result.cases).length === 0;
  const isOpen = unknown > 0 || notRun(result) > 0 || isNone || troublesIn(result).length > 0;
  return isOpen ? "unknown" : "right";
}

const exitCodes: Readonly<Record<Standing, ExitCode>> = {
  right: exitCode.kept,
  wrong: exitCode.broken,
  unknown: exitCode.undecided,
};

/** 0 where all cases are right, 1 where one is wrong, else 2. */
export const exitCodeOf = (result: CheckResult): ExitCode => exitCodes[standingOfAll(result)];
