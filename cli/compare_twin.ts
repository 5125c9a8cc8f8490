/** `asynclab compare LAB/TWIN`: the twin diff. */
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { checkers } from "../harness/check/mod.ts";
import { shown } from "../harness/compare/page.ts";
import type { Ended } from "../harness/compare/run_once.ts";
import { costsOf } from "../harness/compare/twin/costs.ts";
import { codeAt } from "../harness/compare/twin/code.ts";
import { brokenClaim, differenceOf } from "../harness/compare/twin/diff.ts";
import { pageOf } from "../harness/compare/twin/page.ts";
import { play, type Played } from "../harness/compare/twin/play.ts";
import type { Side, TwinDiff } from "../harness/compare/twin/result.ts";
import { sideOf, verdictOf } from "../harness/compare/twin/sides.ts";
import { settingsThatDiffer } from "../harness/compare/twin/settings.ts";
import { type Lab, placeOf } from "../harness/contract/lab.ts";
import { processesOf } from "../harness/contract/processes.ts";
import { exitCode } from "../harness/errors.ts";
import { durationMsOf, type RunPlan } from "../harness/plan/plan.ts";
import { worstCaseWords } from "../harness/plan/worst_case.ts";
import { chooseRuntime } from "../harness/servers/mod.ts";
import { openOutput, type OutputWords } from "./compare_output.ts";
import { newCheckDir, newRunDir, newRunId, runsDir, writePlan } from "./folder.ts";
import { newPlan } from "./new_plan.ts";
import { untilInterrupted } from "./interrupt.ts";
import { machine } from "./machine.ts";
import { verdictCode } from "./verdict_code.ts";

export interface TwinWords extends OutputWords {
  readonly seed: number;
  readonly runtime: string;
}

/** A twin of a lab. */
export interface Twin {
  readonly lab: Lab;
  readonly variant: string;
}

const exitCodes = { ...verdictCode, shown: exitCode.kept } as const;

/** Prints the diff; resolves with the exit code. @throws Refusal for errors that a user can correct */
export async function compareTwin({ lab, variant }: Twin, words: TwinWords): Promise<number> {
  const { seed } = words;
  const chosen = { seed, chaos: "worst-case", brief: true };
  const plan = newPlan(lab, variant, chosen);
  const write = await openOutput(words);
  const runtime = await chooseRuntime(words.runtime);
  const beganMs = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  const played = await playOn(runtime, lab, plan);
  const diff = await diffOf(lab, plan, played, {
    ...{ asynclab: project.version, date, machine: machine(runtime.name) },
    wallMs: Math.round(performance.now() - beganMs),
  });
  await write(shown(diff, pageOf));
  return exitCodes[diff.verdict];
}

async function playOn(
  runtime: Awaited<ReturnType<typeof chooseRuntime>>,
  lab: Lab,
  plan: RunPlan,
): Promise<Played> {
  using interrupt = untilInterrupted();
  const comparison = `compare-${crypto.randomUUID().slice(0, 8)}`;
  const logsDir = await newCheckDir(comparison);
  const sound = lab.variants[plan.variant].imitates!;
  let done = 0;
  const played = await play({
    ...{ comparison, lab, plan, sound, runtime, logsDir, signal: interrupt.signal },
    newRunId: () => newRunId(placeOf(lab), sound),
    async folder(plan) {
      const runDir = await newRunDir(plan.run);
      await writePlan(runDir, plan, runtime.name);
      return runDir;
    },
    say: (line) => console.error(line),
    onRun: (variant, { run, result, why }: Ended) =>
      console.error(`run ${++done}  ${lab.name}/${variant}: ${result?.verdict ?? why}  (${run})`),
  });
  await Deno.remove(logsDir, { recursive: true }).catch(() => {});
  return played;
}

type About = Pick<TwinDiff, "asynclab" | "date" | "machine" | "wallMs">;

async function diffOf(
  lab: Lab,
  plan: RunPlan,
  { twin, sound, leftOut }: Played,
  about: About,
): Promise<TwinDiff> {
  const { variant, workload } = plan;
  const own = lab.variants[variant];
  const cure = own.imitates!;
  const claim = brokenClaim(lab, variant);
  const side = (name: string) => (ended: Ended): Side => sideOf(name, claim.name, ended);
  const sides = { twin: side(variant)(twin), sound: sound.map(side(cure)) };
  const ran = (ended: Ended) => ({ runDir: join(runsDir, ended.run) });
  const isWhole = [twin, ...sound].every(({ result }) => result !== null);
  const difference = isWhole
    ? await differenceOf(lab, claim, ran(twin), sound.map(ran))
    : { operation: null, noOperation: "a run ended without a result", limit: null };
  return {
    ...{ schema: 1, of: "twin", ...about, seed: plan.seed },
    load: { rate: workload.rate, durationMs: durationMsOf(workload), users: workload.users },
    ...{
      lab: lab.name,
      broker: lab.broker ?? null,
      verdict: verdictOf({ ...sides, breaks: claim.name }),
    },
    promise: checkers.find(({ name }) => name === claim.name)!.summary,
    ...{ breaks: claim.name, worstCase: worstCaseWords(lab, variant), leftOut: [...leftOut] },
    summaries: { twin: own.summary, sound: lab.variants[cure].summary },
    settings: settingsThatDiffer(
      own,
      lab.variants[cure],
      (role) => [variant, cure].some((name) => playsRole(lab, name, role)),
    ),
    ...sides,
    ...difference,
    costs: costsOf(twin, sound),
    code: {
      twin: codeOf(lab, own.shownAt!),
      sound: own.insteadOf === undefined ? null : codeOf(lab, own.insteadOf),
    },
  };
}

const playsRole = (lab: Lab, variant: string, name: string): boolean =>
  processesOf(lab, variant).some(({ role, startPolicy }) =>
    role === name && startPolicy === "with-run"
  );

function codeOf(...at: Parameters<typeof codeAt>): TwinDiff["code"]["twin"] {
  const { place, line, lines } = codeAt(...at);
  return { place, line, lines: [...lines] };
}
