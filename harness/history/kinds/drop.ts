import { DROPPED } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
import { PLANNED } from "../lexer.ts";
export interface Drop {
  at: number;
  kind: "drop";
  op: number;
  /** As in `invoke`; a dropped operation has no `invoke`. */
  planned?: number;
}

export const drop: FrequentKind = {
  name: "drop",
  writer: "load",
  summary: "A planned operation was never sent: the limit of operations in flight was reached.",
  fields: {
    op: "number of the operation",
    planned: "as in invoke; a dropped operation has no invoke",
  },
  optional: ["planned"],
  fold({ operations }, slot, line) {
    operations.flags[slot] |= DROPPED;
    // If the operation has an invoke too, the time of the invoke counts.
    if (Number.isNaN(operations.start[slot])) operations.start[slot] = line.number[PLANNED];
    return null;
  },
};
