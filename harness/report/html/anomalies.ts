import { anomalyNames } from "../../check/evidence.ts";
import { anomalyWords } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Report } from "../form.ts";
import { opLink } from "./op_link.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function anomalies({ result, stories }: Report): Markup {
  const found = anomalyNames.filter((name) => result.anomalies[name].count > 0);
  if (found.length === 0) return section("anomalies", "Anomalies", markup`<p>None was seen.</p>`);
  const rows = found.map((name) => {
    const { count, standing, ops } = result.anomalies[name];
    const more = count > 12 ? ", …" : "";
    return [
      anomalyWords[name] ?? name,
      count,
      standing === "broken" ? word("broken") : word(standing, "unknown"),
      markup`${
        ops.slice(0, 12).map((op, i) => [i === 0 ? null : ", ", opLink(op, stories)])
      }${more}`,
    ];
  });
  return section(
    "anomalies",
    "Anomalies",
    table("What the checkers found", ["anomaly", "count", "standing", "first operations"], rows),
    markup`<p class="note">Broken: a promise forbids it. Observed: no promise of this variant forbids it.</p>`,
  );
}
