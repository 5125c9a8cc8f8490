import { changeSlot } from "./change_slot.ts";

/**
 * The reader is away for longer than the server waits for it: the server gives the slot up
 * (`idle_replication_slot_timeout`).
 */
export const expire = changeSlot("expire", {
  summary: "let the slot's reader be away for longer than an idle limit (PostgreSQL 18 or later)",
  scope: "server",
  requires: "PostgreSQL 18",
  cannot: (slot) => slot.cannotExpire(),
  last: (slot) => slot.expire(),
});
