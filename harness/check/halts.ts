/**
 * Decides which halts are an honest end. A role that must not go on says so and ends, and its
 * unfinished work does not count as loss. But a program that always ends at once must not be called
 * sound. So a halt counts only after an effective fault that the variant names.
 */
import type { HaltFact } from "../history/facts.ts";
import { covers } from "./covers.ts";
import type { JudgedFault } from "./effectiveness.ts";
import type { Says } from "./phrase.ts";

/** `why` is the role's own sentence. None of the faults that the variant names (`mayHaltUnder`) had struck before. */
export type HaltDoubt = Says<"role-halted", {
  role: string;
  why: string;
  mayHaltUnder: readonly string[];
}>;

export interface JudgedHalt extends HaltFact {
  /** The earlier fault that allows this halt; null where there is none. */
  readonly under: string | null;
}

export function judgeHalts(
  halts: readonly HaltFact[],
  faults: readonly JudgedFault[],
  haltsUnder: readonly string[],
): JudgedHalt[] {
  const allowed = faults.filter((fault) => fault.effective && covers(haltsUnder, fault));
  return halts.map((halt) => {
    const cause = allowed.find(({ beginMs }) => beginMs! <= (halt.atMs ?? -Infinity));
    return { ...halt, under: cause?.name ?? null };
  });
}

/** There are halts, and the variant allows each of them. */
export const isHonestEnd = (halts: readonly JudgedHalt[]): boolean =>
  halts.length > 0 && halts.every(({ under }) => under !== null);

/** One doubt for each halt that the variant does not allow. */
export function haltDoubts(
  halts: readonly JudgedHalt[],
  haltsUnder: readonly string[],
): HaltDoubt[] {
  return halts.filter(({ under }) => under === null)
    .map(({ role, why }) => ({ code: "role-halted", role, why, mayHaltUnder: haltsUnder }));
}
