import { changeSlot } from "./change_slot.ts";

/** Somebody drops a slot whose reader is away: the server no longer keeps the log for that reader. */
export const drop = changeSlot("drop", {
  summary: "drop the slot while its reader is away: the log kept for it is gone",
  first: (slot) => slot.drop(),
});
