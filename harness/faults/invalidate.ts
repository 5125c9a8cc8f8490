import { changeSlot } from "./change_slot.ts";

/**
 * The reader is away for longer than the server may keep log for it: the server gives the slot up
 * to save its disk (`max_slot_wal_keep_size`).
 */
export const invalidate = changeSlot("invalidate", {
  summary: "let the log outgrow max_slot_wal_keep_size while the slot's reader is away",
  scope: "server",
  last: (slot) => slot.invalidate(),
});
