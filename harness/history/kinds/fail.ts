import { REFUSED } from "../columns.ts";
import type { FrequentKind } from "../kind.ts";
import { AT } from "../lexer.ts";
import { noteOutcome, outcomeFields } from "../outcome.ts";

export const fail: FrequentKind = {
  name: "fail",
  writer: "load",
  summary: "The operation was refused for sure.",
  fields: outcomeFields,
  optional: ["reason"],
  fold({ operations }, slot, line) {
    noteOutcome(operations, slot, REFUSED, line.number[AT]);
    return null;
  },
};
