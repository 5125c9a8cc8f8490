/** The explanation for programs: each clause as data, and its sentence. */
import { z } from "zod";
import type { Phrase } from "../../check/phrase.ts";
import { type Explanation, wrongs } from "./clause.ts";
import { mistakeWords, sentence } from "./words.ts";

const figures = z.record(z.string(), z.json());

export const explanationSchema = z.strictObject({
  schema: z.literal(1),
  op: z.int().min(0),
  wrong: z.enum(wrongs),
  clauses: z.array(z.strictObject({
    code: z.string().describe("Names the fact; `figures` are its figures."),
    figures,
    atMs: z.number().nullable().describe("Null for what did not happen, or where nobody knows."),
    event: z.strictObject({
      kind: z.string(),
      op: z.int().min(0).nullable(),
      role: z.string().nullable(),
    }).nullable().describe("The event that says it; null for what did not happen."),
    fault: z.string().nullable().describe("The id of the fault that brought it about."),
    isProof: z.boolean().describe("Whether the mistake rests on it."),
    says: z.string(),
  })).describe("In the order of time; what did not happen comes last."),
  mistake: z.strictObject({ code: z.string(), figures, says: z.string() }).nullable()
    .describe("Null where the order of events shows none."),
  unwritten: z.array(z.string()).describe(
    "Kinds of events that nobody wrote in this history: clauses about them are left out.",
  ),
});

export type ExplanationJson = z.infer<typeof explanationSchema>;

export function explanationJson(explanation: Explanation): ExplanationJson {
  const { op, wrong, clauses, mistake, unwritten } = explanation;
  return {
    schema: 1,
    op,
    wrong,
    clauses: clauses.map((clause) => ({
      ...split(clause.fact),
      atMs: clause.atMs,
      event: clause.event,
      fault: clause.fault,
      isProof: clause.isProof,
      says: sentence(clause),
    })),
    mistake: mistake === null ? null : { ...split(mistake), says: mistakeWords(mistake)! },
    unwritten: [...unwritten],
  };
}

function split({ code, ...figures }: Phrase) {
  return { code, figures: JSON.parse(JSON.stringify(figures)) };
}
