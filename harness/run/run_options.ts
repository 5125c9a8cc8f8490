/** What a run is given, what it shows while it goes on, and what it gives back. */
import type { Judgement } from "../check/judge.ts";
import type { HistoryEvent } from "../history/event.ts";
import type { Lab, Progress, Runtime } from "../contract/lab.ts";
import type { Phase } from "./phases.ts";
import type { RunPlan } from "../plan/plan.ts";
import type { Result } from "../report/result.ts";
import type { Lend } from "./lend.ts";
import type { Counts } from "../workload/loader.ts";

/** What a person sees while it goes on. */
export interface LiveState {
  phase: Phase;
  load: Counts | null;
  progress: Progress | null;
  /** Names of the faults that are on. */
  faultsOn: string[];
}

export interface RunOptions {
  readonly plan: RunPlan;
  readonly lab: Lab;
  readonly runtime: Runtime;
  /** Where its servers come from. */
  readonly lend: Lend;
  /**
   * Resolves when its load may begin; what it gives is disposed of when the databases have been
   * read. @default at once
   */
  readonly turn?: () => Promise<Disposable>;
  /** The run's folder; made here. */
  readonly runDir: string;
  /** Whether `report.html` is wanted of this result. @default always */
  readonly wantsReport?: (result: Result) => boolean;
  readonly say: (line: string) => void;
  readonly onState: (state: Readonly<LiveState>) => void;
  /** A fault's begin or end, a process that came or went. */
  readonly onEvent: (event: HistoryEvent) => void;
  readonly signal: AbortSignal;
}

/** The result, and the judgement it was made of. */
export interface Judged {
  readonly result: Result;
  readonly judgement: Judgement;
}
