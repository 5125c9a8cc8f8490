/** Runs one plan on the servers of a comparison. */
import { Refusal } from "../errors.ts";
import type { Lab, Runtime, Say } from "../contract/lab.ts";
import type { CheckServers } from "../matrix/servers.ts";
import type { RunPlan } from "../plan/plan.ts";
import type { Result } from "../report/result.ts";
import type { ProvideServers } from "../run/provide_servers.ts";
import { run } from "../run/run.ts";

export interface RunOnceOptions {
  /** Makes the folder of a run, with its plan in it; resolves with its path. */
  readonly folder: (plan: RunPlan) => Promise<string>;
  readonly runtime: Runtime;
  readonly say: Say;
  readonly signal: AbortSignal;
  /** Whether a run writes its `report.html`. @default always */
  readonly wantsReport?: () => boolean;
}

export interface Servers {
  readonly servers: CheckServers;
  readonly provideServers: ProvideServers;
}

/** A run that has ended. */
export interface Ended {
  readonly run: string;
  readonly seed: number;
  /** Null where the run ended without a result. */
  readonly result: Result | null;
  /** Why there is no result, in one sentence; null where there is one. */
  readonly why: string | null;
}

/** @throws Refusal (69) where servers are not available; the reason of an aborted `signal` */
export async function runOnce(
  options: RunOnceOptions,
  { servers, provideServers }: Servers,
  lab: Lab,
  plan: RunPlan,
): Promise<Ended> {
  const { runtime, signal, wantsReport } = options;
  signal.throwIfAborted();
  const runDir = await options.folder(plan);
  const its = { run: plan.run, seed: plan.seed };
  try {
    const about = { lab, plan, provideServers, runDir, runtime, signal, wantsReport };
    const { result } = await run({ ...about, ...quiet });
    return { ...its, result, why: null };
  } catch (error) {
    signal.throwIfAborted();
    if (servers.failure !== null) throw servers.failure;
    servers.mayBeDown();
    // A run that ends with a Refusal decides nothing. Any other error is a bug in asynclab.
    if (!(error instanceof Refusal)) throw error;
    return { ...its, result: null, why: error.message };
  }
}

const quiet = { say: () => {}, onState: () => {}, onEvent: () => {} };
