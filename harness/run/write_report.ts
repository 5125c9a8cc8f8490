/** The forms of the report that have a file in a run's folder. */
import { join } from "node:path";
import { readCurves } from "../history/curves.ts";
import { readHistory } from "../history/read.ts";
import { storyOf } from "../history/story.ts";
import { repeatCommand } from "../plan/repeat.ts";
import type { Report } from "../report/form.ts";
import { reportForms } from "../report/mod.ts";
import { storySubjects } from "../report/story_text.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";

/** Writes the forms that have a file. A failure is reported to the user and does not change the verdict. */
export async function writeReport(options: RunOptions, outcome: RunOutcome): Promise<void> {
  const forms = reportForms.filter(({ file }) => file !== null);
  const files = forms.map(({ file }) => file).join(", ");
  try {
    const report = await reportFor(options, outcome);
    for (const { file, render } of forms) {
      await Deno.writeTextFile(join(options.runDir, file!), render(report));
    }
  } catch (error) {
    options.say(`Cannot write ${files}: ${(error as Error).message}`);
  }
}

async function reportFor(
  { plan, runDir, runtime }: RunOptions,
  { result }: RunOutcome,
): Promise<Report> {
  const history = join(runDir, "history");
  return {
    result,
    plan,
    repeat: repeatCommand(plan, runtime.name),
    curves: await readCurves(await readHistory(history)),
    stories: await storyOf(history, storySubjects(result)),
  };
}
