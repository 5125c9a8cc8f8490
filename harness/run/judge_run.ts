/** Judges the history of a run that has ended. */
import { join } from "node:path";
import { judge } from "../check/judge.ts";
import type { Facts } from "../history/facts.ts";
import { readHistory } from "../history/read.ts";
import { History } from "../history/sources.ts";
import { storyOf } from "../history/story.ts";
import { claimsOf, haltsUnderOf } from "../plan/claims.ts";
import { withAnswers } from "../report/monitor_answers.ts";
import { toResult } from "../report/result.ts";
import { storySubjects } from "../report/story_text.ts";
import type { Supervised } from "../roles/supervised.ts";
import { type Environment, versionsOf } from "./environment.ts";
import type { Phases } from "./phases.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";

export interface Judged extends RunOutcome {
  /** With indexes, so that a report reads the history no second time. */
  readonly facts: Facts;
}

export async function judgeRun(
  { plan, lab, runtime, runDir }: RunOptions,
  { servers, processes, control }: Environment,
  phases: Phases,
): Promise<Judged> {
  const facts = await readHistory(join(runDir, "history"), { isIndexed: true });
  const { hops, minimumOperations } = lab;
  const claims = claimsOf(lab, plan.variant);
  const haltsUnder = haltsUnderOf(lab, plan.variant);
  const judgement = judge(facts, { claims, hops, minimumOperations, haltsUnder });
  const passed = control.passed();
  const isKept = judgement.verdict === "kept";
  const bare = toResult(judgement, {
    run: plan.run,
    lab: lab.name,
    broker: lab.broker ?? null,
    variant: plan.variant,
    seed: plan.seed,
    runtime: runtime.name,
    versions: versionsOf(servers, lab),
    phasesMs: phases.milliseconds(),
    notes: isKept ? [] : lastErrors(processes, plan.commands),
    breaks: lab.variants[plan.variant].breaks?.name ?? null,
  });
  if (bare.monitors === null || bare.verdict !== "broken") return { result: bare, passed, facts };
  const stories = await storyOf(new History(facts.sources, null), storySubjects(bare));
  return { result: withAnswers(bare, facts, stories), passed, facts };
}

/** The last errors that foreign programs wrote: they may explain why a program did nothing. */
function lastErrors(
  processes: readonly Supervised[],
  commands: Readonly<Record<string, string>>,
): string[] {
  return processes.filter(({ role }) => role in commands).flatMap(({ id, lastError }) => {
    const said = lastError();
    return said === null ? [] : [`${id} wrote as its last error: ${said}`];
  });
}
