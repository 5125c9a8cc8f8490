/** Sums up the runs of a case that was run more than once. */
import type { CaseResult } from "../result.ts";

export interface Repetitions {
  /** How many runs were decided: they broke a promise, or kept all under effective faults. */
  readonly runs: number;
  /** The seeds of the runs that broke a promise. */
  readonly brokenSeeds: readonly number[];
}

/** Null where fewer than two runs were decided. */
export function repetitionsOf({ attempts }: CaseResult): Repetitions | null {
  const decided = attempts.filter(({ verdict, effective }) =>
    verdict === "broken" || (verdict === "kept" && effective)
  );
  if (decided.length < 2) return null;
  const broken = decided.filter(({ verdict }) => verdict === "broken");
  return { runs: decided.length, brokenSeeds: broken.map(({ seed }) => seed) };
}

/**
 * Returns the largest share of broken runs, in whole percent and rounded up, that is plausible when
 * none of `runs` runs broke. With a larger share, the chance that none breaks is below 5 %.
 */
export function silenceBound(runs: number): number {
  return Math.ceil((1 - 0.05 ** (1 / runs)) * 100);
}

/** `0 broken in 30 effective runs: below 10 % with 95 % confidence`. */
export const worthOfSilence = (runs: number): string =>
  `0 broken in ${runs} effective runs: below ${silenceBound(runs)} % with 95 % confidence`;

/** `broken in 2 of 30 runs: seeds 7, 9`. */
export function frequencyOf({ runs, brokenSeeds }: Repetitions): string {
  const seeds = `seed${brokenSeeds.length === 1 ? "" : "s"} ${brokenSeeds.join(", ")}`;
  return `broken in ${brokenSeeds.length} of ${runs} runs: ${seeds}`;
}
