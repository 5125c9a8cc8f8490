import type { Verdict } from "../harness/check/judge.ts";
import { exitCode } from "../harness/errors.ts";

/** The exit code of a verdict. */
export const verdictCode = {
  kept: exitCode.kept,
  broken: exitCode.broken,
  unknown: exitCode.undecided,
} as const satisfies Readonly<Record<Verdict, number>>;
