import { changeSlot } from "./change_slot.ts";

/** Somebody cleans up a slot whose reader is away: the server forgets the log that it was kept for. */
export const drop = changeSlot("drop", {
  summary: "drop the slot while its reader is away: the log kept for it is gone",
  first: (slot) => slot.drop(),
});
