import { UNCERTAIN } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
import { AT } from "../lexer.ts";
import { noteOutcome, outcomeFields } from "../outcome.ts";

export const info: FrequentKind = {
  name: "info",
  writer: "load",
  summary: "The caller does not know the outcome of the operation: a timeout, a broken connection.",
  fields: outcomeFields,
  optional: ["reason"],
  fold({ operations }, slot, line) {
    noteOutcome(operations, slot, UNCERTAIN, line.number[AT]);
    return null;
  },
};
