import { IN_BROKER, STORED_AGAIN } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
export interface Stored {
  /** Null where neither broker nor sender says when. */
  at: number | null;
  kind: "stored";
  op: number;
  topic: string;
  partition: number;
  offset: number;
  /** Number of this copy, from 2; the first copy has none. */
  copy?: number;
}

export const stored: FrequentKind = {
  name: "stored",
  writer: "databases",
  summary: "The broker's log holds the message: the audit reads each copy there, one event a copy.",
  fields: {
    op: "number of the operation",
    topic: "the topic that holds it",
    partition: "its partition",
    offset: "its offset",
    copy: "number of this copy, from 2; the first copy has none",
  },
  optional: ["copy"],
  counted: { noun: "message", rest: " stored in the broker" },
  fold({ operations: { flags } }, slot) {
    if ((flags[slot] & IN_BROKER) !== 0) flags[slot] |= STORED_AGAIN;
    flags[slot] |= IN_BROKER;
    return null;
  },
};
