import { mostChanges } from "../changes.ts";
import type { FrequentKind } from "../kind.ts";
import { OF, PART } from "../lexer.ts";

export interface Change {
  /** Null where the database does not know the time. */
  at: number | null;
  kind: "change";
  op: number;
  /** Number of the change: 0 is the operation's own row, and its further rows follow. At most 30. */
  i: number;
  /** How many changes the transaction made. */
  of: number;
  /** The source's transaction; no verdict uses it. */
  tx?: number | string;
}

export const change: FrequentKind = {
  name: "change",
  writer: "databases",
  summary: "The operation's transaction in the source made this change, perhaps one of several.",
  fields: {
    op: "number of the operation",
    i: "number of the change in its transaction, 0 to 30: 0 is the row of the operation itself",
    of: "how many changes the transaction made, up to 31",
    tx: "the source's transaction, for people alone",
  },
  optional: ["tx"],
  fold(into, slot, { number }) {
    const [i, of] = [number[PART], number[OF]];
    const last = mostChanges - 1;
    if (!isPart(i)) return `is a change event: its i must be a whole number from 0 to ${last}`;
    if (!isPart(of - 1) || of <= i) {
      return `is a change event: its of must be a whole number above its i, at most ${mostChanges}`;
    }
    into.addChange(slot, i, of);
    return null;
  },
};

/** Whether `i` can be the number of a change. */
export const isPart = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < mostChanges;
