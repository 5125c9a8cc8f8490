/** The last line of a page: which asynclab, and where it was measured. */
import type { CompareResult } from "./result.ts";

export function footOf(
  { machine, date, asynclab }: Pick<CompareResult, "machine" | "date" | "asynclab">,
): string {
  const { system, cores, memoryBytes, runtime } = machine;
  return `asynclab ${asynclab}, ${date}, ${system}, ${cores} cores, ` +
    `${Math.round(memoryBytes / 2 ** 30)} GiB, servers on ${runtime}`;
}
