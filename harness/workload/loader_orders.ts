/** The messages between the load generator's thread and the thread that started it. */
import type { Choices } from "../contract/choice.ts";
import type { PlanOptions } from "./plan.ts";
import type { LoadTrouble, TroubleResult } from "./traffic.ts";

export interface LoaderOptions {
  /** The module with the function `operation`, which builds the body of an operation; see `OperationModule`. */
  readonly operation: string;
  /** The address at which the entry role accepts operations: `http://127.0.0.1:4711/`. */
  readonly url: string;
  readonly plan: PlanOptions;
  /** The words of the lab's choices. @default none */
  readonly choices?: Choices;
  /**
   * The plan's time 0, in milliseconds since `epochMs`. If that time has passed when the thread is
   * up, the plan is moved to begin at once: the load does not catch up. @default at once
   */
  readonly startAtMs?: number;
  /** Wall clock at the run's start, in milliseconds since 1970. */
  readonly epochMs: number;
  /** The history file to which the thread appends `invoke`, `drop`, `ok`, `fail`, `info`. */
  readonly historyPath: string;
  /** While this many operations have no answer, the next one is dropped. @default 256 */
  readonly inFlightLimit?: number;
  /** After this time without an answer, an operation is `info`. @default 5000 */
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
  /** Sends no more, and waits for the answers. */
  | { readonly do: "stop" }
  /** Sends no more, and gives up operations without an answer. */
  | { readonly do: "end" };

export type News =
  /** The plan's time 0, in milliseconds since `epochMs`. */
  | { readonly tell: "began"; readonly startMs: number }
  | { readonly tell: "counts"; readonly counts: Counts }
  /** See `Loader.answeredMs`. */
  | { readonly tell: "answered"; readonly untilMs: number }
  | { readonly tell: "touched"; readonly id: number; readonly touched: TroubleResult }
  | { readonly tell: "done"; readonly counts: Counts }
  /** `code`: the system's error code, like `ENOSPC`. */
  | { readonly tell: "failed"; readonly why: string; readonly code?: string };
