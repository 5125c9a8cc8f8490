/** Runs a twin once and the variant that it imitates twice, under the same plan. */
import type { Lab } from "../../contract/lab.ts";
import { openCheckServers } from "../../matrix/servers.ts";
import type { RunPlan } from "../../plan/plan.ts";
import type { Result } from "../../report/result.ts";
import { type Ended, runOnce, type RunOnceOptions, type Servers } from "../run_once.ts";
import { samePlan, withoutFaults } from "./plans.ts";

export interface PlayOptions extends RunOnceOptions {
  /** The comparison's id, which is in the names of its servers. */
  readonly comparison: string;
  readonly lab: Lab;
  /** The plan of the twin: its worst case. */
  readonly plan: RunPlan;
  /** The variant that the twin imitates. */
  readonly sound: string;
  /** A new id for a run of the sound variant. */
  readonly newRunId: () => string;
  /** Folder for the logs of the servers. */
  readonly logsDir: string;
  readonly onRun: (variant: string, ended: Ended) => void;
}

export interface Played {
  readonly twin: Ended;
  /** Two runs. */
  readonly sound: readonly [Ended, Ended];
  /** What the sound variant did not get, and why, one clause each. */
  readonly leftOut: readonly string[];
}

/**
 * A sound variant may never pass a failpoint that exists only in the code of the mistake: then nothing
 * strikes, and the run proves nothing. So it runs once more, without these failpoints.
 *
 * @throws Refusal (69) where servers are not available; the reason of an aborted `signal`
 */
export async function play(options: PlayOptions): Promise<Played> {
  const { comparison, lab, plan, sound, newRunId } = options;
  const variants = [plan.variant, sound];
  const used = variants.map((variant) => ({ lab, variant }));
  await using servers = await openCheckServers({ ...options, check: comparison, used, cases: 1 });
  const on: Servers = { servers, provideServers: servers.lane() };
  const once = async (next: RunPlan) => {
    const ended = await runOnce(options, on, lab, next);
    options.onRun(next.variant, ended);
    return ended;
  };
  const twin = await once(plan);
  const same = samePlan(lab, sound, newRunId(), plan);
  let ended = await once(same.plan);
  const never = neverStruck(ended.result);
  const { plan: fitting, leftOut } = withoutFaults(same.plan, never);
  if (leftOut.length > 0) ended = await once({ ...fitting, run: newRunId() });
  const second = await once({ ...fitting, run: newRunId() });
  return { twin, sound: [ended, second], leftOut: [...same.leftOut, ...leftOut] };
}

/** By the id of each fault that waited for a pass which never came: why. */
function neverStruck(result: Result | null): Map<string, string> {
  const found = (result?.faults ?? []).filter(({ finding }) => finding?.code === "pass-never-came");
  return new Map(found.map(({ id, why }) => [id, why ?? ""]));
}
