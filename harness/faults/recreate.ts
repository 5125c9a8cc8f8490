import { changeSlot } from "./change_slot.ts";

/** A new slot of the same name does not know the reader's position, as after a failover without slots. */
export const recreate = changeSlot("recreate", {
  summary: "drop the slot while its reader is away, and create it again later: it begins anew",
  first: (slot) => slot.drop(),
  last: (slot) => slot.create(),
});
