import { REJECTED, SENDER_ASIDE, SET_ASIDE } from "../columns.ts";
import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { sideOf } from "../old_places.ts";
import { numberIn, operationOf } from "../slow_line.ts";

export interface Aside {
  at: number | null;
  kind: "aside";
  op: number;
  where: string;
  /** Who set the operation aside. @default `where` decides, as in histories of version 0.1 */
  side?: "sender" | "consumer";
  reason: string;
}

export const aside: ControlKind = {
  name: "aside",
  writer: "databases",
  summary:
    "An operation was set aside on purpose: FAILED, EXCLUDED, a dead letter, a rejected row, compensated.",
  fields: {
    op: "number of the operation",
    where: "the table or queue where it lies, or the target that rejected it",
    side:
      "sender: a row of the sender; consumer: a consumer set it aside. Where it is missing, `where` decides, as in histories of version 0.1",
    reason: "why",
  },
  optional: ["side"],
  fold({ aggregate: { operations } }, line) {
    const op = operationOf(line);
    const at = numberIn(line, "at");
    const slot = operations.slot(op);
    operations.flags[slot] |= SET_ASIDE;
    const where = textIn(line, "where");
    const side = line.side === undefined ? sideOf(where) : textIn(line, "side");
    operations.flags[slot] |= side === "sender" ? SENDER_ASIDE : REJECTED;
    const there = operations.asidePlaces.get(where);
    if (there === undefined) operations.asidePlaces.set(where, new Set([slot]));
    else there.add(slot);
    const before = operations.asideAt.get(slot) ?? NaN;
    if (!(before <= at)) operations.asideAt.set(slot, Number.isNaN(at) ? before : at);
  },
};
