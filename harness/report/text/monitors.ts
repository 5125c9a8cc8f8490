/** A row for each anomaly of a broken run: whether an operator would have seen it. */
import { answerWords } from "../monitor_words.ts";
import type { Result } from "../result.ts";
import type { Row } from "./rows.ts";

export function monitorRows({ monitors }: Result): Row[] {
  if (monitors === null) return [];
  return monitors.answers.map((answer, index): Row => [
    index === 0 ? "monitors" : "",
    answerWords(answer, monitors),
  ]);
}
