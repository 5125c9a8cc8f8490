/** What passes between the load generator's thread and the rest. */
import type { PlanOptions } from "./plan.ts";
import type { LoadTrouble, Touched } from "./traffic.ts";

export interface LoaderOptions {
  /** The module whose `operation` says what an operation carries; see `OperationModule`. */
  readonly operation: string;
  /** Where the entry role takes operations: `http://127.0.0.1:4711/`. */
  readonly url: string;
  readonly plan: PlanOptions;
  /**
   * When the plan's time 0 is, in milliseconds since `epochMs`. A moment that has passed when the
   * thread is up means at once: the plan is moved, not caught up with. @default at once
   */
  readonly startAtMs?: number;
  /** Wall clock at the run's start, in milliseconds since 1970. */
  readonly epochMs: number;
  /** The history file it appends `invoke`, `drop`, `ok`, `fail`, `info` to. */
  readonly historyPath: string;
  /** At this many operations without an answer the next one is dropped. @default 256 */
  readonly inFlightLimit?: number;
  /** After this an operation is `info`. @default 5000 */
  readonly timeoutMs?: number;
}

/** planned = sent + dropped, and sent = ok + fail + info + inFlight. At the end inFlight is 0. */
export interface Counts {
  readonly planned: number;
  readonly sent: number;
  readonly dropped: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly inFlight: number;
}

export type Order =
  | { readonly do: "start"; readonly options: LoaderOptions }
  | { readonly do: "disturb"; readonly id: number; readonly what: LoadTrouble }
  | { readonly do: "heal"; readonly id: number }
  /** Sends no more, waits for the answers. */
  | { readonly do: "stop" }
  /** Sends no more, and gives up what has no answer. */
  | { readonly do: "end" };

export type News =
  | { readonly tell: "counts"; readonly counts: Counts }
  | { readonly tell: "touched"; readonly id: number; readonly touched: Touched }
  | { readonly tell: "done"; readonly counts: Counts }
  /** `code`: the system's, as in `ENOSPC`. */
  | { readonly tell: "failed"; readonly why: string; readonly code?: string };
