/** The explanation as lines for a terminal: all clauses, or the proof alone. */
import type { Paint } from "../paint.ts";
import type { Clause, Explanation } from "./clause.ts";
import { clock, mistakeWords, sentence, unwrittenWords, wrongWords } from "./words.ts";

/** All clauses, by time; those that the mistake rests on are marked. */
export function explanationLines(explanation: Explanation, paint: Paint): string[] {
  const { op, wrong, clauses, unwritten } = explanation;
  const more = unwrittenWords(unwritten);
  return [
    paint("bold", `Operation ${op}: ${wrongWords[wrong]}`),
    "",
    ...clauseLines(clauses, paint),
    ...(wrong === "none" || wrong === "aside" ? [] : ["", ...conclusion(explanation, paint)]),
    ...(more === null ? [] : ["", paint("dim", more)]),
  ];
}

/** The proof alone, as few lines as there are clauses in it; none where no mistake was found. */
export function proofLines(explanation: Explanation, paint: Paint): string[] {
  const { op, wrong, clauses, mistake } = explanation;
  if (mistake === null) return [];
  return [
    "",
    paint("bold", `  op ${op} explained: ${wrongWords[wrong]}`),
    ...clauseLines(clauses.filter(({ isProof }) => isProof), null).map((line) => `  ${line}`),
    ...conclusion(explanation, paint).map((line) => `    ${line}`),
  ];
}

function conclusion({ mistake }: Explanation, paint: Paint): string[] {
  const words = mistakeWords(mistake);
  return words === null
    ? ["The order of these events shows no mistake that asynclab knows."]
    : [`The mistake: ${paint("red", words)}.`];
}

/** @param paint null where each clause is a proof, so that no mark is needed */
function clauseLines(clauses: readonly Clause[], paint: Paint | null): string[] {
  const times = clauses.map(({ atMs }) => atMs === null ? "" : clock(atMs));
  const width = Math.max(0, ...times.map(({ length }) => length));
  return clauses.map((clause, i) => {
    const mark = paint === null ? "" : clause.isProof ? "▸ " : "  ";
    const words = `${mark}${times[i].padStart(width)}  ${sentence(clause)}`;
    return `  ${paint !== null && clause.isProof ? paint("bold", words) : words}`;
  });
}
