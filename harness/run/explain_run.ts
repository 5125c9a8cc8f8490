/** Explains the first operation of a broken run. */
import { caseOf } from "../history/case.ts";
import type { HistoryInput } from "../history/sources.ts";
import type { Explanation } from "../report/explain/clause.ts";
import { explain } from "../report/explain/explain.ts";
import { firstSubject } from "../report/explain/subject.ts";
import type { Result } from "../report/result.ts";

/**
 * @returns null where no broken promise names an operation
 * @throws Refusal (66) where the history is gone
 */
export async function explainRun(
  history: HistoryInput,
  result: Result,
): Promise<Explanation | null> {
  const subject = firstSubject(result);
  return subject === null ? null : explain(await caseOf(history, subject.op), subject.wrong);
}
