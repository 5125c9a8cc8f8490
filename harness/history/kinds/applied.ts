import { mostChanges } from "../changes.ts";
import type { FrequentKind } from "../kind.ts";
import { PART, TXID } from "../lexer.ts";
import { isPart } from "./change.ts";

export interface Applied {
  /** Null where the database does not know the time. */
  at: number | null;
  kind: "applied";
  op: number;
  /** Number of the change, as in `change`. */
  i: number;
  /** The target's transaction that applied the change: a whole number. */
  txid: number;
  target: string;
}

export const applied: FrequentKind = {
  name: "applied",
  writer: "databases",
  summary: "A target has applied one change of the operation's transaction.",
  fields: {
    op: "number of the operation",
    i: "number of the change, as in change",
    txid: "the target's transaction that applied it: a whole number up to 9007199254740991",
    target: "the system that applied it",
  },
  fold(into, slot, line, bytes) {
    const [i, txid] = [line.number[PART], line.number[TXID]];
    if (!isPart(i)) {
      return `is an applied event: its i must be a whole number from 0 to ${mostChanges - 1}`;
    }
    if (!Number.isSafeInteger(txid)) return "is an applied event: its txid must be a whole number";
    const target = into.appliedIn(line, bytes);
    if (target === null) return `names no target, or more than ${into.mostTargets}`;
    target.add(slot, i, txid);
    return null;
  },
};
