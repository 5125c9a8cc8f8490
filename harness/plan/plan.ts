/** The plan of one run: everything that decides what happens, drawn from the seed before anything starts. */
import type { PointSpec } from "../faults/failpoint_spec.ts";
import type { Episode } from "../faults/episode.ts";

export interface Workload {
  /** Planned operations a second. */
  readonly rate: number;
  readonly messages: number;
  readonly users: number;
  /** Share of logins that the business rolls back, 0 to 1. */
  readonly rollbackShare: number;
  readonly inFlightLimit: number;
  /** An operation without an answer by then has an outcome that is not known. */
  readonly timeoutMs: number;
}

/** What was asked of the faults of a run. */
export interface Asked {
  /** As `--chaos` takes it: a fault's other name may stand for another length. */
  readonly chaos: string;
  readonly atMs?: number;
  readonly forMs?: number;
  readonly times?: number;
}

export interface RunPlan {
  readonly schema: 1;
  readonly run: string;
  readonly lab: string;
  /** Where the lab has several to choose from. */
  readonly broker?: string;
  readonly variant: string;
  readonly seed: number;
  readonly workload: Workload;
  readonly episodes: readonly Episode[];
  /** The words that its faults came of; the episodes are drawn from them and the seed. */
  readonly asked?: Asked;
  readonly points: readonly PointSpec[];
  /** Commands that stand in for roles of ours. */
  readonly commands: Readonly<Record<string, string>>;
  /** What was changed in the words that were asked for, one sentence each. */
  readonly notes?: readonly string[];
  /** Load and faults are as short as still tests something. @default false */
  readonly brief?: boolean;
  /** After the load, this long for everything to arrive. */
  readonly drainTimeoutMs: number;
  readonly portBase?: number;
}

/** How long the load runs, in milliseconds. */
export const durationMsOf = ({ messages, rate }: Workload): number => (messages / rate) * 1_000;
