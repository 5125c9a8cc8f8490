/** Events of faults and processes as they are read, before they are put together. */
import type { Still } from "./still.ts";

/** A `fault` event as read; a field that is missing is NaN or null. */
export interface FaultMark {
  readonly at: number;
  readonly phase: "begin" | "end";
  readonly id: string;
  readonly name: string;
  readonly target: string;
  /** Null in histories of version 0.1, and in those that somebody else wrote. */
  readonly verb: string | null;
  readonly touched: number | null;
  readonly misled: number | null;
  readonly ineffective: string | null;
  readonly passes: number | null;
  readonly by: string | null;
  readonly still: readonly Still[] | null;
}

/** A `process` event as read. */
export interface ProcessMark {
  readonly at: number;
  /** Without the number of the instance: `relay`. */
  readonly role: string;
  readonly phase: string;
}
