/** The input of a run, its live state, and its result. */
import type { HistoryEvent } from "../history/event.ts";
import type { Lab, Progress, Runtime } from "../contract/lab.ts";
import type { Phase } from "./phases.ts";
import type { RunPlan } from "../plan/plan.ts";
import type { Result } from "../report/result.ts";
import type { Language } from "../report/words/languages.ts";
import type { ProvideServers } from "./provide_servers.ts";
import type { Counts } from "../workload/loader.ts";

/** The state that the user sees while the run goes on. */
export interface LiveState {
  phase: Phase;
  load: Counts | null;
  progress: Progress | null;
  /** Names of the faults in force. */
  faultsOn: string[];
}

export interface RunOptions {
  readonly plan: RunPlan;
  readonly lab: Lab;
  readonly runtime: Runtime;
  /** Provides the servers of the run. */
  readonly provideServers: ProvideServers;
  /**
   * Resolves when the load may begin; its value is disposed of after the databases have been read.
   * @default at once
   */
  readonly turn?: () => Promise<Disposable>;
  /** The run's folder; the run creates it. */
  readonly runDir: string;
  /** Notes which failpoints of our own programs are passed. @default false */
  readonly notesPasses?: boolean;
  /** Whether this result needs a `report.html`. @default always */
  readonly wantsReport?: (result: Result) => boolean;
  /** The language of `report.html`. @default "en" */
  readonly language?: Language;
  readonly say: (line: string) => void;
  readonly onState: (state: Readonly<LiveState>) => void;
  /** A fault's begin or end, or a process that started or ended. */
  readonly onEvent: (event: HistoryEvent) => void;
  readonly signal: AbortSignal;
}

/** The value that a run resolves with. */
export interface RunOutcome {
  readonly result: Result;
  /** The failpoints that were passed, where they are noted: `relay:after-mark`. */
  readonly passed: readonly string[];
}
