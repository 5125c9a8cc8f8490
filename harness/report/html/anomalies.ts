import { anomalyNames } from "../../check/evidence.ts";
import { type Markup, markup } from "../markup.ts";
import type { Report } from "../form.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { opLink } from "./op_link.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function anomalies({ result, stories }: Report, words: Catalogue): Markup {
  const { title, none, caption, head, names, standings, note } = words.anomalies;
  const found = anomalyNames.filter((name) => result.anomalies[name].count > 0);
  if (found.length === 0) return section("anomalies", title, markup`<p>${none}</p>`);
  const rows = found.map((name) => {
    const { count, standing, ops } = result.anomalies[name];
    const more = count > 12 ? ", …" : "";
    return [
      names[name],
      count,
      word(standings[standing], standing === "broken" ? "broken" : "unknown"),
      markup`${
        ops.slice(0, 12).map((op, i) => [i === 0 ? null : ", ", opLink(op, stories)])
      }${more}`,
    ];
  });
  return section(
    "anomalies",
    title,
    table(caption, head, rows),
    markup`<p class="note">${note}</p>`,
  );
}
