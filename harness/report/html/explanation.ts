import type { Clause } from "../explain/clause.ts";
import { clock } from "../explain/words.ts";
import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import type { Catalogue } from "../words/en/mod.ts";
import type { Said } from "../words/said.ts";
import { type AnyWords, clauseIn } from "../words/words.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** The first operation that breaks a promise: what happened to it, and the mistake that this shows. */
export function explanationSection(
  { explanation }: Report,
  { explanation: say }: Catalogue,
): Markup | null {
  if (explanation === null) return null;
  const { op, wrong, clauses, mistake, unwritten } = explanation;
  const words = mistake === null ? null : clauseIn(say.mistakes as AnyWords<Said>, mistake)!;
  const more = say.unwritten(unwritten);
  return section(
    "explanation",
    say.title(op),
    markup`<p>${say.operation(op, say.wrongs[wrong])} ${
      words === null ? say.noMistake : say.mistake(markup`<strong>${words}</strong>`)
    }</p>`,
    table(say.caption, say.head, clauses.map((clause) => rowOf(clause, say)), "story"),
    more === null ? null : markup`<p class="note">${more}</p>`,
  );
}

/** What the mistake rests on is printed strong. */
function rowOf({ fact, atMs, event, isProof }: Clause, { facts }: Catalogue["explanation"]) {
  const said = markup`${clauseIn(facts as AnyWords<Said>, fact)!}.`;
  return [
    atMs === null ? "" : clock(atMs),
    isProof ? markup`<strong>${said}</strong>` : said,
    event === null ? "" : markup`<code>${event.kind}</code>`,
  ];
}
