/**
 * What the cure costs, beside the twin: the work of an operation. No times: three runs under faults say
 * nothing about them.
 */
import { figures } from "../figures.ts";
import type { Ended } from "../run_once.ts";
import type { TwinDiff } from "./result.ts";

/** Figures that no run has are left out. */
export function costsOf(twin: Ended, sound: readonly Ended[]): TwinDiff["costs"] {
  return figures.filter(({ group }) => group === "takes").map(({ name, of }) => {
    const value = ({ result }: Ended): number | null => {
      if (result === null) return null;
      const byDates = result.businessDays !== null;
      return of({ result, throughput: null, byDates, businessHours: null });
    };
    return { name, twin: value(twin), sound: sound.map(value) };
  }).filter(({ twin, sound }) => [twin, ...sound].some((value) => value !== null));
}
