import type { MonitorName } from "./monitor_names.ts";

/** A usual monitor of an operator, as sampled. */
export interface MonitorFact {
  readonly name: MonitorName;
  /** What it watches, where there may be several. */
  readonly of: string | null;
  /** It alarms above this value. */
  readonly limit: number;
  /** In the order of the files. */
  readonly samples: readonly MonitorSample[];
}

export interface MonitorSample {
  readonly atMs: number | null;
  readonly value: number;
  /** Of requests: the operations for which it is above the limit. */
  readonly ops: readonly number[];
}
