/** The explanation of one operation, around its clauses. */
import type { Fact, Mistake } from "../../explain/clause.ts";
import { facts, mistakes, unwrittenWords, wrongWords } from "../../explain/words.ts";
import { columns, type Said, said } from "../said.ts";
import type { Words } from "../words.ts";

export const explanation = {
  title: (op: number) => `Operation ${op} explained`,
  operation: (op: number, wrong: string) => `Operation ${op}: ${wrong}.`,
  noMistake: "The order of these events shows no mistake that asynclab knows.",
  mistake: (words: Said): Said => said`The mistake: ${words}.`,
  caption: "What its events say",
  head: columns("at", "what happened", "event"),
  wrongs: wrongWords,
  facts: facts as Words<Fact, Said>,
  mistakes: mistakes as Words<Mistake, Said>,
  unwritten: unwrittenWords,
};
