/** Answers for a result whether an operator would have seen its anomalies. */
import { answerOn } from "../check/monitors.ts";
import type { Facts } from "../history/facts.ts";
import type { Result } from "./result.ts";
import { type Stories, tellable } from "./story_text.ts";

/** @param stories the events of `storySubjects(result)` */
export function withAnswers(result: Result, facts: Facts, stories: Stories): Result {
  if (result.monitors === null || result.mixed.length > 0) return result;
  const answers = ([...tellable, "pending"] as const).flatMap((anomaly) => {
    const { standing, ops: [op] } = result.anomalies[anomaly];
    const events = stories.get(op);
    if (op === undefined || events === undefined || !isShown(result, anomaly, standing)) return [];
    return [{ anomaly, ...answerOn(facts, op, events) }];
  });
  return { ...result, monitors: { ...result.monitors, answers } };
}

function isShown({ promises }: Result, anomaly: string, standing: string): boolean {
  if (anomaly !== "pending") return standing === "broken";
  return promises.some(({ name, verdict }) => name === "progresses" && verdict === "broken");
}
