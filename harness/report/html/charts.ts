/** The places of the charts in the page, each with a table for readers who cannot see the drawing. */
import type { Curves } from "../../history/curves.ts";
import { type Markup, markup } from "../markup.ts";
import { type Band, type Chart, rowsOf } from "../series.ts";
import { many } from "../words/amounts.ts";
import { table } from "./table.ts";

export function chartFigures(
  charts: readonly Chart[],
  bands: readonly Band[],
  outside: Curves["outside"],
): Markup {
  if (charts.length === 0) {
    return markup`<section aria-labelledby="charts"><h2 id="charts">Over time</h2>
<p>The history has no times to draw. ${leftOut(outside)}</p></section>`;
  }
  const figures = charts.map((chart) =>
    markup`<figure aria-labelledby="chart-${chart.id}">
<h3 id="chart-${chart.id}">${chart.title}</h3>
<div class="chart" data-chart="${chart.id}" role="img" aria-label="${spoken(chart)}"></div>
<figcaption>${chart.note}</figcaption>
<details><summary>${chart.title} as a table</summary>
${numbers(chart)}
</details>
</figure>
`
  );
  return markup`<section aria-labelledby="charts"><h2 id="charts">Over time</h2>
<p>Seconds since the start of the run. ${banded(bands)} ${leftOut(outside)}</p>
<noscript><p>The charts need JavaScript; the tables in their places hold some of the points.</p></noscript>
<div class="charts">
${figures}</div></section>`;
}

/** Names the events that are not drawn: their times, outside of the run, would make every chart a thin line. */
function leftOut(outside: Curves["outside"]): string {
  return outside.map(({ writer, count }) =>
    `${many(count, "event")} of ${writer} with times outside of the run are not drawn.`
  ).join(" ");
}

function banded(bands: readonly Band[]): string {
  if (bands.length === 0) return "No fault to mark.";
  const each = bands.slice(0, 12).map(({ label, fromS, toS }) =>
    `${label} (${short(fromS)} s to ${toS === null ? "the end" : `${short(toS)} s`})`
  );
  return `Shaded: ${each.join(", ")}${bands.length > 12 ? ", …" : ""}.`;
}

const short = (value: number) => String(Number(value.toFixed(2)));

/** Gives the last and highest values of the lines to a screen reader. */
function spoken({ title, unit, lines }: Chart): string {
  const ends = lines.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const highest = known.reduce((a, b) => Math.max(a, b), -Infinity);
    return `${label} ends at ${shown(known.at(-1)!, unit)}, highest ${shown(highest, unit)}`;
  });
  return `Chart: ${title}. ${ends.join("; ")}.`;
}

function numbers(chart: Chart): Markup {
  const rows = rowsOf(chart).map(({ atS, values }) => [
    `${short(atS)} s`,
    ...values.map((value) => value === null ? "–" : shown(value, chart.unit)),
  ]);
  const head = ["at", ...chart.lines.map(({ label }) => label)];
  return table(`${chart.title}, some of the points`, head, rows, "numbers");
}

function shown(value: number, unit: Chart["unit"]): string {
  return unit === "count" ? String(value) : `${Number(value.toPrecision(3))} ${unit}`;
}
