import { type Markup, markup } from "../markup.ts";
import { plain } from "../reason.ts";
import type { Result } from "../result.ts";
import { isUntested, threatWords, verdictWords } from "../words/threats.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function promises(result: Result): Markup {
  const rows = result.promises.map((one) => [
    one.name,
    word(verdictWords(one), isUntested(one) ? "kept idle" : one.verdict),
    plain(one.why),
    threatWords(one),
    scopeOf(one.under, one.except),
  ]);
  if (rows.length === 0) return section("promises", "Promises", markup`<p>No promise applies.</p>`);
  return section(
    "promises",
    "Promises",
    table(
      "What the variant promises, and what the databases say",
      [
        "promise",
        "verdict",
        "why",
        "threatened by",
        "holds under",
      ],
      rows,
      "rows",
    ),
  );
}

function scopeOf(under: "any" | readonly string[], except: readonly string[]): string {
  if (except.length > 0) return `any fault but ${except.join(", ")}`;
  return under === "any" ? "any fault" : under.join(", ") || "no fault";
}
