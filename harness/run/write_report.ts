/** The forms of the report that have a file in a run's folder. */
import { join } from "node:path";
import { readCurves } from "../history/curves.ts";
import type { Facts } from "../history/facts.ts";
import { readHistory } from "../history/read.ts";
import { History } from "../history/sources.ts";
import { storyOf } from "../history/story.ts";
import type { RunPlan } from "../plan/plan.ts";
import { repeatCommand } from "../plan/repeat.ts";
import type { Report } from "../report/form.ts";
import { reportForms } from "../report/mod.ts";
import type { Result } from "../report/result.ts";
import { storySubjects } from "../report/story_text.ts";
import { explainRun } from "./explain_run.ts";
import { historyForPage } from "./page_history.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";

/** Writes the forms that have a file. A failure is reported to the user and does not change the verdict. */
export async function writeReport(
  options: RunOptions,
  { result }: RunOutcome,
  facts: Facts,
): Promise<void> {
  const forms = reportForms.filter(({ file }) => file !== null);
  const files = forms.map(({ file }) => file).join(", ");
  const { plan, runDir, runtime, language } = options;
  try {
    const shown = { ...plan, runtime: runtime.name };
    const report = await reportOfRun(runDir, result, shown, facts);
    for (const { file, render } of forms) {
      await Deno.writeTextFile(join(runDir, file!), render(report, { language }));
    }
  } catch (error) {
    options.say(`Cannot write ${files}: ${(error as Error).message}`);
  }
}

/**
 * Everything that a form shows of a run, read from the run's folder.
 *
 * @param plan null where it is not known
 * @param known the facts of the history, where it has been read
 * @throws Refusal (66) where the folder has no history
 */
export async function reportOfRun(
  runDir: string,
  result: Result,
  plan: (RunPlan & { readonly runtime: string }) | null,
  known: Facts | null = null,
): Promise<Report> {
  const facts = known ?? await readHistory(runDir, { isIndexed: true });
  const history = new History(facts.sources, null);
  return {
    result,
    plan,
    repeat: plan === null ? null : repeatCommand(plan, plan.runtime),
    curves: await readCurves(facts),
    stories: await storyOf(history, storySubjects(result)),
    history: await historyForPage(runDir, result, facts),
    explanation: await explainRun(history, result),
  };
}
