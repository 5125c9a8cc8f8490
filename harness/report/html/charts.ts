/** The places of the charts in the page, each with a table for readers who cannot see the drawing. */
import type { Curves } from "../../history/curves.ts";
import { type Markup, markup } from "../markup.ts";
import { type Band, type Chart, type Mark, rowsOf } from "../series.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { table } from "./table.ts";

type Words = Catalogue["charts"];

export function chartFigures(
  charts: readonly Chart[],
  { bands, marks }: { readonly bands: readonly Band[]; readonly marks: readonly Mark[] },
  outside: Curves["outside"],
  words: Words,
): Markup {
  const heading = markup`<section aria-labelledby="charts"><h2 id="charts">${words.title}</h2>`;
  const leftOut = leftOutOf(outside, words);
  if (charts.length === 0) {
    return markup`${heading}
<p>${words.none} ${leftOut}</p></section>`;
  }
  const figures = charts.map((chart) =>
    markup`<figure aria-labelledby="chart-${chart.id}">
<h3 id="chart-${chart.id}">${chart.title}</h3>
<div class="chart" data-chart="${chart.id}" role="img" aria-label="${spoken(chart, words)}"></div>
<figcaption>${chart.note}</figcaption>
<details><summary>${words.asTable(chart.title)}</summary>
${numbers(chart, words)}
</details>
</figure>
`
  );
  return markup`${heading}
<p>${words.seconds} ${banded(bands, words)} ${marked(marks, words)} ${leftOut}</p>
<noscript><p>${words.noScript}</p></noscript>
<div class="charts">
${figures}</div></section>`;
}

/** Names the events that are not drawn: their times, outside of the run, would make every chart a thin line. */
function leftOutOf(outside: Curves["outside"], { leftOut }: Words): string {
  return outside.map(({ writer, count }) => leftOut(count, writer)).join(" ");
}

function banded(bands: readonly Band[], { noFault, shaded, hollow, band }: Words): string {
  if (bands.length === 0) return noFault;
  const each = bands.slice(0, 12).map(({ label, fromS, toS }) =>
    band(label, `${short(fromS)} s`, toS === null ? null : `${short(toS)} s`)
  );
  const all = shaded(`${each.join(", ")}${bands.length > 12 ? ", …" : ""}`);
  return bands.some(({ isHollow }) => isHollow) ? `${all} ${hollow}` : all;
}

/** Each hazard with the time of its first mark. */
function marked(marks: readonly Mark[], words: Words): string {
  if (marks.length === 0) return "";
  const firsts = [...new Map(marks.toReversed().map((mark) => [mark.label, mark])).values()];
  const each = firsts.toReversed().map(({ label, atS }) => words.hazard(label, `${short(atS)} s`));
  return words.hazards(each.join(", "));
}

const short = (value: number) => String(Number(value.toFixed(2)));

/** Gives the last and highest values of the lines to a screen reader. */
function spoken({ title, unit, lines }: Chart, words: Words): string {
  const ends = lines.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const highest = known.reduce((a, b) => Math.max(a, b), -Infinity);
    return words.line(label, shown(known.at(-1)!, unit), shown(highest, unit));
  });
  return words.spoken(title, ends.join("; "));
}

function numbers(chart: Chart, words: Words): Markup {
  const rows = rowsOf(chart).map(({ atS, values }) => [
    `${short(atS)} s`,
    ...values.map((value) => value === null ? "–" : shown(value, chart.unit)),
  ]);
  const head = [words.at, ...chart.lines.map(({ label }) => label)];
  return table(words.somePoints(chart.title), head, rows, "numbers");
}

function shown(value: number, unit: Chart["unit"]): string {
  return unit === "count" ? String(value) : `${Number(value.toPrecision(3))} ${unit}`;
}
