import { COMMITTED } from "./columns.ts";
import type { Facts } from "./facts.ts";

/** When the operation had reached every target that it must reach; NaN where that is not known. */
export function arrivalOf({ declared, targets, operations }: Facts): (slot: number) => number {
  return (slot) => {
    if ((operations.flags[slot] & COMMITTED) === 0) return NaN;
    let arrived = NaN;
    for (const { at, count } of declared ?? targets) {
      if (count[slot] === 0) {
        if (declared !== null) return NaN;
        continue;
      }
      if (Number.isNaN(at[slot])) return NaN;
      if (!(arrived >= at[slot])) arrived = at[slot];
    }
    return arrived;
  };
}
