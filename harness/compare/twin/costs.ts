/** What the cure costs: the work of an operation and the times of calm ones, beside the twin's. */
import { figures } from "../figures.ts";
import type { Ended } from "../run_once.ts";
import type { TwinDiff } from "./result.ts";

const compared = [
  "callerCalmP50Ms",
  "endToEndCalmP50Ms",
  "queriesPerOperation",
  "bytesPerOperation",
];

/** Figures that no run has are left out. */
export function costsOf(twin: Ended, sound: readonly Ended[]): TwinDiff["costs"] {
  return figures.filter(({ name }) => compared.includes(name)).map(({ name, of }) => {
    const value = ({ result }: Ended): number | null => {
      if (result === null) return null;
      const byDates = result.businessDays !== null;
      return of({ result, throughput: null, byDates, businessHours: null });
    };
    return { name, twin: value(twin), sound: sound.map(value) };
  }).filter(({ twin, sound }) => [twin, ...sound].some((value) => value !== null));
}
