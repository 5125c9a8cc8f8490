/**
 * Which halts are an honest end. A role that must not go on says so and ends, and what it owes is not
 * its loss; but a program that always ends at once must not be called sound for it. So a halt counts
 * only after an effective fault that the variant names.
 */
import type { HaltFact } from "../history/facts.ts";
import { covers } from "./covers.ts";
import type { JudgedFault } from "./effectiveness.ts";

export interface JudgedHalt extends HaltFact {
  /** The fault that struck before it, under which the variant may halt; null where there is none. */
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

/** There are halts, and the variant may have each of them. */
export const isHonestEnd = (halts: readonly JudgedHalt[]): boolean =>
  halts.length > 0 && halts.every(({ under }) => under !== null);

/** Why nothing is certain after these halts, one clause each. */
export function haltDoubts(halts: readonly JudgedHalt[], haltsUnder: readonly string[]): string[] {
  const allowed = haltsUnder.length === 0
    ? ""
    : ` (it may halt under ${haltsUnder.join(", ")}, which had not struck before)`;
  return halts.filter(({ under }) => under === null)
    .map(({ role, why }) => `${role} halted: ${why}${allowed}`);
}
