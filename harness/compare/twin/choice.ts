/** Which operation stands for the twin's mistake. */
import { firstDifference } from "../paths/first_difference.ts";
import type { Paths } from "../paths/path.ts";
import type { Strike } from "../paths/struck.ts";

/** What is known of the runs: the twin's own, and those of the sound variant. */
export interface Candidates {
  /** The operations with the twin's anomaly, in the order of their commits. */
  readonly shown: readonly number[];
  /** The operations that a failpoint struck in the twin's run. */
  readonly struck: ReadonlyMap<number, Strike>;
  /** Whether the faults marked it in all runs, or in none. */
  readonly isAlike: (op: number) => boolean;
  readonly own: Paths;
  readonly others: readonly Paths[];
}

export interface Choice {
  readonly op: number;
  /** What happened to the operation; null where it is the first one by commit. */
  readonly struck: Strike | null;
}

/**
 * Only an operation whose path differs from its path in the other runs, while these agree. One that a
 * failpoint struck comes first: it shows the mistake by what the plan intends. Then comes the first by
 * commit that the faults marked alike, because which ones they mark depends on the time; then any.
 *
 * @returns null where there is none
 */
export function choose({ shown, struck, isAlike, own, others }: Candidates): Choice | null {
  const first = (ops: readonly number[]) => firstDifference(ops, own, others);
  const met = first(shown.filter((op) => struck.has(op)));
  if (met !== null) return { op: met, struck: struck.get(met)! };
  const op = first(shown.filter(isAlike)) ?? first(shown);
  return op === null ? null : { op, struck: null };
}
