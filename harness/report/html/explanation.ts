import type { Clause } from "../explain/clause.ts";
import { clock, mistakeWords, sentence, unwrittenWords, wrongWords } from "../explain/words.ts";
import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** The first operation that breaks a promise: what happened to it, and the mistake that this shows. */
export function explanationSection({ explanation }: Report): Markup | null {
  if (explanation === null) return null;
  const { op, wrong, clauses, mistake, unwritten } = explanation;
  const words = mistakeWords(mistake);
  const more = unwrittenWords(unwritten);
  return section(
    "explanation",
    `Operation ${op} explained`,
    markup`<p>Operation ${op}: ${wrongWords[wrong]}. ${
      words === null
        ? "The order of these events shows no mistake that asynclab knows."
        : markup`The mistake: <strong>${words}</strong>.`
    }</p>`,
    table("What its events say", ["at", "what happened", "event"], clauses.map(rowOf), "story"),
    more === null ? null : markup`<p class="note">${more}</p>`,
  );
}

/** What the mistake rests on is printed strong. */
function rowOf(clause: Clause) {
  const { atMs, event, isProof } = clause;
  const said = sentence(clause);
  return [
    atMs === null ? "" : clock(atMs),
    isProof ? markup`<strong>${said}</strong>` : said,
    event === null ? "" : markup`<code>${event.kind}</code>`,
  ];
}
