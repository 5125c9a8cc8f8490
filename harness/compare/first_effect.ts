/** When an operation arrived. */
import type { Facts } from "../history/facts.ts";

/** When every target that must be reached has the operation; NaN where one has not. */
export function firstEffectMs({ declared, targets }: Facts, slot: number): number {
  return (declared ?? targets).reduce(
    (last, { at, count }) => count[slot] === 0 ? NaN : Math.max(last, at[slot]),
    -Infinity,
  );
}
