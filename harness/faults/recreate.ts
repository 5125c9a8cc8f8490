import { changeSlot } from "./change_slot.ts";

/** A slot with the same name and no memory, as after a failover to a standby without slots. */
export const recreate = changeSlot("recreate", {
  summary: "drop the slot while its reader is away, and create it again later: it begins anew",
  first: (slot) => slot.drop(),
  last: (slot) => slot.create(),
});
