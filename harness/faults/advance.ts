import { changeSlot } from "./change_slot.ts";

/** Somebody frees a full disk by moving the slot to the end of the log. */
export const advance = changeSlot("advance", {
  summary: "move the slot to the end of the log while its reader is away",
  last: (slot) => slot.advance(),
});
