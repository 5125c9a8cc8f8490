import { SENT } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
export interface Send {
  at: number;
  kind: "send";
  op: number;
  role: string;
  attempt: number;
}

export const send: FrequentKind = {
  name: "send",
  writer: "role",
  summary: "A role says that it sends the message of an operation.",
  fields: {
    op: "number of the operation",
    role: "process that sends it: relay, relay#2",
    attempt: "number of the attempt, from 1",
  },
  fold(into, slot, line, bytes) {
    into.operations.flags[slot] |= SENT;
    into.noteSender(line, bytes);
    return null;
  },
};
