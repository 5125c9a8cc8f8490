/** The plan of one run: every decision, drawn from the seed before anything starts. */
import type { Choices } from "../contract/choice.ts";
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
  /** After this time without an answer, an operation has an unknown outcome. */
  readonly timeoutMs: number;
}

/** The options that asked for the faults of a run. */
export interface ChaosOptions {
  /** The value of `--chaos` as it was typed: an alias of a fault may mean another length. */
  readonly chaos: string;
  readonly atMs?: number;
  readonly forMs?: number;
  readonly times?: number;
}

export interface RunPlan {
  readonly schema: 1;
  readonly run: string;
  readonly lab: string;
  /** The broker, where the lab has several. */
  readonly broker?: string;
  readonly variant: string;
  /** All choices of the lab. */
  readonly choices: Choices;
  readonly seed: number;
  readonly workload: Workload;
  readonly episodes: readonly Episode[];
  /** The options that asked for the faults; the episodes are drawn from these options and the seed. */
  readonly asked?: ChaosOptions;
  readonly points: readonly PointSpec[];
  /** The user's own commands, by the role that they play. */
  readonly commands: Readonly<Record<string, string>>;
  /** Changes to the words that the user asked for, one sentence each. */
  readonly notes?: readonly string[];
  /** Load and faults are only as long as a test needs. @default false */
  readonly brief?: boolean;
  /** How long the drain may last after the load, in milliseconds. */
  readonly drainTimeoutMs: number;
  readonly portBase?: number;
}

/** How long the load runs, in milliseconds. */
export const durationMsOf = ({ messages, rate }: Workload): number => (messages / rate) * 1_000;
