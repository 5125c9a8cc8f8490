/** `report.html` of a run's folder. */
import { join } from "node:path";
import { readCurves } from "../history/curves.ts";
import { readHistory } from "../history/read.ts";
import { storyOf } from "../history/story.ts";
import type { RunPlan } from "../plan/plan.ts";
import { repeatCommand } from "../plan/repeat.ts";
import { html } from "../report/html.ts";
import { exampleOps } from "../report/story_text.ts";
import type { Judged, RunOptions } from "./run_options.ts";

/** Writes `report.html`. A failure is reported to the user and does not change the verdict. */
export async function writeReport(options: RunOptions, judged: Judged): Promise<void> {
  const { plan, runDir, runtime, say } = options;
  try {
    await Deno.writeTextFile(
      join(runDir, "report.html"),
      await page(runDir, plan, runtime.name, judged),
    );
  } catch (error) {
    say(`Cannot write report.html: ${(error as Error).message}`);
  }
}

async function page(
  runDir: string,
  plan: RunPlan,
  runtime: string,
  { result, judgement }: Judged,
): Promise<string> {
  const history = join(runDir, "history");
  return html({
    result,
    judgement,
    plan,
    repeat: repeatCommand(plan, runtime),
    curves: await readCurves(await readHistory(history)),
    stories: await storyOf(history, exampleOps(result)),
  });
}
