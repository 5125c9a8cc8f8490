/** Clauses that several forms share. */
import type { Result } from "./result.ts";
import { type Catalogue, en } from "./words/en/mod.ts";
import type { Said } from "./words/said.ts";

/** `newsletter 247 (joined at 2.1 s)`. */
export const inTarget = (
  { name, applied, joinedMs }: Result["targets"][number],
  words: Catalogue = en,
): string => words.operations.target(name, applied, joinedMs);

/** `relay at 3.1 s, after kill-source: the slot is gone`. */
export function inHalt(halt: Result["halts"][number]): string;
export function inHalt(halt: Result["halts"][number], words: Catalogue): Said;
export function inHalt(
  { role, atMs, why, under }: Result["halts"][number],
  words: Catalogue = en,
): Said {
  return words.faults.halt(role, atMs, why, under);
}

/** `during 37 of 412, after 2 of 300`; null where no caller failed. */
export function callersFailed({ callers, faults }: Result, words: Catalogue = en): string | null {
  if (callers.all.failed === 0) return null;
  const { failedOf, phases: names } = words.latencies;
  const phases = (["before", "during", "after"] as const).filter((phase) =>
    faults.length > 0 && callers[phase].failed > 0
  );
  if (phases.length === 0) return failedOf(null, callers.all.failed, callers.all.count);
  return phases.map((phase) => failedOf(names[phase], callers[phase].failed, callers[phase].count))
    .join(", ");
}
