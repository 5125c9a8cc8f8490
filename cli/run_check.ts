/** Runs the cases of a check on servers. The results of finished cases are kept even if the check ends early. */
import process from "node:process";
import type { Runtime } from "../harness/contract/lab.ts";
import { check as runCases, type Planned } from "../harness/matrix/engine.ts";
import type { Resume } from "../harness/matrix/resume.ts";
import { type Case, type CaseResult, nameOf } from "../harness/matrix/result.ts";
import type { Shard } from "../harness/matrix/shard.ts";
import { type CheckWords, editionOf } from "./check_request.ts";
import { newCheckDir, newRunDir, writePlan } from "./folder.ts";
import { newPlan } from "./new_plan.ts";
import { untilInterrupted } from "./interrupt.ts";
import type { PlanWords } from "../harness/plan/make_plan.ts";
import type { ReportWord } from "./report_words.ts";
import { openCheckLive } from "./terminal/check_live.ts";

export interface CheckOptions extends CheckWords {
  readonly runtime: string;
  readonly repeat: number;
  readonly lanes: number;
  readonly shard?: Shard;
  readonly budget?: number;
  readonly resume?: string;
  readonly baseline?: string;
  readonly report?: readonly ReportWord[];
}

export interface Work {
  readonly cases: readonly Case[];
  /** The results of finished cases; grows as cases end. */
  readonly results: CaseResult[];
  readonly resume: Resume | null;
  readonly runtime: Runtime;
}

/** Runs the unfinished cases, and adds their results to `results`. */
export async function runAll(
  options: CheckOptions,
  { cases, results, resume, runtime }: Work,
): Promise<void> {
  const done = new Set(results.map(nameOf));
  const left = cases.filter((one) => !done.has(nameOf(one)));
  if (left.length === 0) return;
  const { lanes, repeat, budget } = options;
  using interrupt = untilInterrupted();
  const enough = new AbortController();
  const timer = budget === undefined ? 0 : setTimeout(() => enough.abort(), budget);
  const check = `check-${crypto.randomUUID().slice(0, 8)}`;
  const logsDir = await newCheckDir(check);
  using live = openCheckLive(process.stderr, {
    planned: cases.length,
    done: results.length,
    lanes,
  });
  try {
    await runCases({
      ...{ check, cases: left, runtime, lanes, repeat, logsDir },
      plan: (one, seed, times) => planned(options, one, seed, times),
      folder: async (plan) => {
        const runDir = await newRunDir(plan.run);
        await writePlan(runDir, plan, runtime.name);
        return runDir;
      },
      say: live.say,
      onBegin: live.begin,
      onEnd(lane, result) {
        results.push(result);
        resume?.add(result);
        live.end(lane, result);
      },
      signal: interrupt.signal,
      enough: enough.signal,
    });
    await Deno.remove(logsDir, { recursive: true }).catch(() => {});
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Plans the run of a case: with every login sent, and as brief as possible, or with a load `times` as
 * long as that.
 */
export function planned(
  { role, choices }: CheckOptions,
  one: Case,
  seed: number,
  times = 1,
): Planned {
  const lab = editionOf(one);
  const words = {
    ...{ chaos: one.chaos, seed, role: [...role ?? []], brief: true, inFlight: 2_000 },
    ...(choices !== undefined && { choices }),
    // Under a fault that is an exception to a promise, the run may never come to rest.
    ...(one.expected === null && { drainTimeout: exceptionDrainMs }),
  };
  const plan = (more: PlanWords) => newPlan(lab, one.variant, { ...words, ...more });
  const briefest = plan({});
  const { messages } = briefest.workload;
  return {
    lab,
    plan: times === 1 ? briefest : plan({ messages: messages * times, duration: undefined }),
  };
}

/** The drain timeout of a run with an exception to a promise, in milliseconds. */
const exceptionDrainMs = 10_000;
