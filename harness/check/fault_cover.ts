/** Whether faults lasted through a time without a pause. */
import type { FaultFact } from "../history/facts.ts";

/**
 * The names of the faults that together cover this time: at each of its moments one was in force.
 * A fault without a begin, or without an end, may have lasted for any time on that side.
 *
 * @returns null where there was a pause
 */
export function coverOf(
  faults: readonly FaultFact[],
  fromMs: number,
  toMs: number,
): readonly string[] | null {
  const alone = faults.find((one) => beginOf(one) <= fromMs && endOf(one) >= toMs);
  if (alone !== undefined) return [alone.name];
  const names = new Set<string>();
  let reachedMs = fromMs;
  for (const fault of faults.toSorted((a, b) => beginOf(a) - beginOf(b) || 0)) {
    if (beginOf(fault) > reachedMs) return null;
    if (endOf(fault) <= reachedMs) continue;
    names.add(fault.name);
    reachedMs = endOf(fault);
    if (reachedMs >= toMs) return [...names];
  }
  return null;
}

const beginOf = ({ beginMs }: FaultFact) => beginMs ?? -Infinity;
const endOf = ({ endMs }: FaultFact) => endMs ?? Infinity;
