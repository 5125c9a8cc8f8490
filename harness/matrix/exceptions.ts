/** Which exceptions of promises were needed: a pure function of the cases that tried them. */
import type { CaseResult, Exception } from "./result.ts";

export const exceptionsIn = (cases: readonly CaseResult[]): Exception[] =>
  cases.flatMap((one) => (one.excepts ?? []).map((promise) => exceptionOf(one, promise)));

function exceptionOf(one: CaseResult, promise: string): Exception {
  const { lab, variant, broker, chaos: fault, attempts } = one;
  const seen = attempts.filter((attempt) => attempt.seen?.includes(promise)).length;
  // A run with an ineffective fault, or one that did not drain, could not have shown the anomaly.
  const isConclusive = attempts.every(({ effective, drained }) => effective && drained === true);
  const needed = seen > 0 ? true : isConclusive ? false : null;
  return { lab, variant, broker, fault, promise, seen, runs: attempts.length, needed };
}
