/** Runs a plan on real servers and prints its result, for `run` and `replay`. */
import { relative } from "node:path";
import process from "node:process";
import { type Lab, placeOf, type Runtime } from "../harness/contract/lab.ts";
import { storyOf } from "../harness/history/story.ts";
import type { RunPlan } from "../harness/plan/plan.ts";
import { firstSubject } from "../harness/report/explain/subject.ts";
import { reportOf } from "../harness/report/form.ts";
import { reportForm } from "../harness/report/mod.ts";
import type { Result } from "../harness/report/result.ts";
import type { Language } from "../harness/report/words/languages.ts";
import { storySubjects } from "../harness/report/story_text.ts";
import { explainRun } from "../harness/run/explain_run.ts";
import { ownServers, warmServers } from "../harness/run/provide_servers.ts";
import { run } from "../harness/run/run.ts";
import { chooseRuntime } from "../harness/servers/mod.ts";
import { findWarm, otherChoice, type Warm } from "../harness/servers/warm.ts";
import { root, writePlan } from "./folder.ts";
import { untilInterrupted } from "./interrupt.ts";
import { pageLanguage } from "./page_language.ts";
import { openLive } from "./terminal/live.ts";
import { describePlan } from "./terminal/plan.ts";

export interface StartOptions {
  readonly plan: RunPlan;
  readonly lab: Lab;
  /** `auto`, `docker` or `local`. */
  readonly runtime: string;
  /** Starts new servers, even if warm ones are up. */
  readonly cold: boolean;
  /** Prints only the result, as JSON. */
  readonly json: boolean;
  /** The language of the page. @default that of the locale */
  readonly lang?: Language;
  /** Lines above the plan. */
  readonly before?: readonly string[];
  /** Makes the folder of the run. */
  makeDir(run: string): Promise<string>;
}

/** @throws Refusal where the servers or the folder cannot be had, or at an interrupt */
export async function startRun(options: StartOptions): Promise<Result> {
  const { plan, lab } = options;
  using interrupt = untilInterrupted();
  const warm = options.cold || plan.portBase ? null : await findWarm(root, placeOf(lab));
  const runtime = await runtimeOf(options.runtime, warm);
  const other = warm?.runtime === runtime.name ? otherChoice(warm, lab) : null;
  const fits = warm?.runtime === runtime.name && other === null ? warm : null;
  const runDir = await options.makeDir(plan.run);
  await writePlan(runDir, plan, runtime.name);
  using live = openLive(process.stderr);
  const lines = [...options.before ?? [], ...describePlan(plan, runtime.name, fits !== null)];
  for (const line of lines) live.say(line);
  if (other !== null) live.say(`${other}; new servers are started`);
  const { result } = await run({
    plan,
    lab,
    runtime,
    provideServers: fits === null ? ownServers(runtime) : warmServers(fits, runtime),
    runDir,
    language: pageLanguage(options.lang, (name) => Deno.env.get(name)),
    say: live.say,
    onState: live.show,
    onEvent: live.event,
    signal: interrupt.signal,
  }).catch((error) => {
    // After an interrupt, errors of the shutdown are expected: report only the interrupt.
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  });
  interrupt.signal.throwIfAborted();
  live.close();
  if (options.json) printJson(result);
  else await printText(runDir, result, plan.brief === true);
  return result;
}

function printJson(result: Result): void {
  console.log(reportForm("json").render(reportOf(result), { isCompact: true }).trimEnd());
}

async function printText(runDir: string, result: Result, isBrief: boolean): Promise<void> {
  const stories = await storyOf(runDir, storySubjects(result));
  const color = Deno.stdout.isTerminal() && !Deno.noColor;
  const explanation = isBrief ? null : await explainRun(runDir, result);
  const report = reportOf(result, stories, explanation);
  console.log(reportForm("text").render(report, { color, isBrief }));
  console.log(`report.html, history, logs: ${relative(Deno.cwd(), runDir)}`);
  if (isBrief && firstSubject(result) !== null) console.log(`why: asynclab explain ${result.run}`);
}

/** With `auto`, the runtime of the warm servers is used, if there are any. */
async function runtimeOf(word: string, warm: Warm | null): Promise<Runtime> {
  return await chooseRuntime(word === "auto" && warm !== null ? warm.runtime : word);
}
