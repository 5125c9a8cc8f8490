/** A planned fault: begun and ended once. */
import type { Pass } from "./failpoint_spec.ts";

interface AnyEpisode {
  /** `f1`, `f2`, … in the order of begin; episodes that begin at a pass come last. */
  readonly id: string;
  readonly name: string;
  /** The one target to which the fault is narrowed. */
  readonly aim?: string;
  readonly forMs: number;
}

export interface TimedEpisode extends AnyEpisode {
  /** Since the load's start, in milliseconds. */
  readonly beginMs: number;
  readonly pass?: undefined;
}

export interface PassEpisode extends AnyEpisode {
  readonly beginMs?: undefined;
  /** The episode begins when a role makes this pass. */
  readonly pass: Pass;
}

/** One fault, begun and ended once. */
export type Episode = TimedEpisode | PassEpisode;
