import { type Markup, markup } from "../markup.ts";
import { whyOf } from "../reason.ts";
import type { Result } from "../result.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { isUntested, threatWords, verdictWords } from "../words/threats.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function promises(result: Result, words: Catalogue): Markup {
  const { title, none, caption, head } = words.promises;
  const rows = result.promises.map((one) => [
    one.name,
    word(verdictWords(one, words), isUntested(one) ? "kept idle" : one.verdict),
    whyOf(one, words),
    threatWords(one, words),
    scopeOf(one.under, one.except, words.promises),
  ]);
  return section(
    "promises",
    title,
    rows.length === 0 ? markup`<p>${none}</p>` : table(caption, head, rows, "rows"),
  );
}

function scopeOf(
  under: "any" | readonly string[],
  except: readonly string[],
  { anyFault, anyFaultBut, noFault }: Catalogue["promises"],
): string {
  if (except.length > 0) return anyFaultBut(except);
  return under === "any" ? anyFault : under.join(", ") || noFault;
}
