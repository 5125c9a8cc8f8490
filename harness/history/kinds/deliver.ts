import { DELIVERED, REDELIVERED } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
export interface Deliver {
  at: number;
  kind: "deliver";
  op: number;
  role: string;
}

export const deliver: FrequentKind = {
  name: "deliver",
  writer: "role",
  summary: "A role says that it was given the message of an operation.",
  fields: {
    op: "number of the operation",
    role: "process that got it",
  },
  fold(into, slot, line, bytes) {
    const { flags } = into.operations;
    flags[slot] |= DELIVERED;
    if (!into.isDeliveredAgain(slot, line, bytes)) return null;
    into.redelivered++;
    flags[slot] |= REDELIVERED;
    return null;
  },
};
