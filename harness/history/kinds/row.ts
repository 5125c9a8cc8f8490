import type { FrequentKind } from "../kind.ts";

/** What a row was found to be: its own status, or that somebody deleted it. */
export const rowStates = ["written", "waiting", "taken", "done", "set-aside", "deleted"] as const;

export interface Row {
  /** When the row got this state: the commit of its last change. Null where nobody knows. */
  at: number | null;
  kind: "row";
  op: number;
  /** The table, or the log: `outbox`. */
  where: string;
  /** Its place there, in the order in which readers take rows: an id, or a position of the log. */
  place: string;
  state: (typeof rowStates)[number];
  /** The transaction that wrote it. */
  xid?: string;
  /** The process that took it. */
  owner?: string;
  /** What the business clock showed when it was written: 2026-03-30T10:00:00Z. */
  business?: string;
}

/** No verdict uses it: it is for the explanation of one operation. */
export const row: FrequentKind = {
  name: "row",
  writer: "databases",
  summary: "The row of an operation in a table that another program reads, as the audit found it.",
  fields: {
    op: "number of the operation",
    where: "the table, or the log: outbox",
    place: "its place there, in the order of reading: an id, or a position of the log, as text",
    state:
      "written: nobody marks rows there; waiting, taken, done, set-aside: its status; deleted: it is gone",
    xid: "the transaction that wrote it",
    owner: "the process that took it",
    business: "what the business clock showed when it was written: 2026-03-30T10:00:00Z",
  },
  optional: ["xid", "owner", "business"],
  fold: () => null,
};
