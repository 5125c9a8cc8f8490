import { ACKNOWLEDGED } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
import { AT } from "../lexer.ts";
import { noteOutcome, outcomeFields } from "../outcome.ts";

export const ok: FrequentKind = {
  name: "ok",
  writer: "load",
  summary: "The operation was acknowledged to its caller.",
  fields: outcomeFields,
  optional: ["reason"],
  fold({ operations }, slot, line) {
    noteOutcome(operations, slot, ACKNOWLEDGED, line.number[AT]);
    return null;
  },
};
