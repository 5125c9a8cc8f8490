import { MARKED_SENT } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
export interface Marked {
  /** Null where the database does not know the time. */
  at: number | null;
  kind: "marked";
  op: number;
  /** The record: `outbox`. */
  where: string;
}

export const marked: FrequentKind = {
  name: "marked",
  writer: "databases",
  summary: "The sender's own record says that the message was sent: its row is DONE, or deleted.",
  fields: {
    op: "number of the operation",
    where: "the record: outbox",
  },
  counted: { noun: "operation", rest: " marked as sent" },
  fold({ operations }, slot) {
    operations.flags[slot] |= MARKED_SENT;
    return null;
  },
};
