/** A figure measured in several rounds: its median, least and greatest value. */

export interface Interval {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Number of rounds that have a value. */
  readonly rounds: number;
}

/** Null where no round has a value. */
export function intervalOf(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const middle = known.length >> 1;
  const median = known.length % 2 === 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  return { median, min: known[0], max: known.at(-1)!, rounds: known.length };
}

export type Better = "lower" | "higher";

/** True where every round of `a` is better than every round of `b`. */
export const isApart = (a: Interval, b: Interval, better: Better): boolean =>
  better === "lower" ? a.max < b.min : a.min > b.max;

/**
 * The rank of each interval, from 1: one more than the number of intervals that are better and
 * apart. Intervals that overlap share no order. Null for null.
 */
export const ranksOf = (
  intervals: readonly (Interval | null)[],
  better: Better,
): (number | null)[] =>
  intervals.map((one) =>
    one === null
      ? null
      : 1 + intervals.filter((other) => other !== null && isApart(other, one, better)).length
  );
