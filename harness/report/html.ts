/** A run as one self-contained page: it fetches nothing, and only our own scripts run in it. */
import { createHash } from "node:crypto";
import uplotProgram from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import chartsProgram from "./charts.js" with { type: "text" };
import type { Report, ReportForm } from "./form.ts";
import { anomalies } from "./html/anomalies.ts";
import { chartFigures } from "./html/charts.ts";
import { businessDays } from "./html/days.ts";
import { explanationSection } from "./html/explanation.ts";
import { faults } from "./html/faults.ts";
import { funnelSection } from "./html/funnel.ts";
import { header, titleOf } from "./html/header.ts";
import { historyBlock } from "./html/history.ts";
import { latencies } from "./html/latencies.ts";
import { monitorsSection } from "./html/monitors.ts";
import { notes } from "./html/notes.ts";
import { operations } from "./html/operations.ts";
import { phases } from "./html/phases.ts";
import { planSection } from "./html/plan.ts";
import { promises } from "./html/promises.ts";
import { storiesSection } from "./html/stories.ts";
import { json, markup, trusted } from "./markup.ts";
import pageStyle from "./page.css" with { type: "text" };
import printStyle from "./print.css" with { type: "text" };
import { bandsOf, chartsOf, marksOf, waitLimitOf } from "./series.ts";
import type { Catalogue } from "./words/en/mod.ts";
import { catalogues } from "./words/languages.ts";

export const html: ReportForm = {
  name: "html",
  file: "report.html",
  render: (report, { language = "en" } = {}) => page(report, catalogues[language]),
};

/** The whole document. */
function page(report: Report, words: Catalogue): string {
  const { result, curves } = report;
  const charts = curves === null ? [] : chartsOf(curves, words, waitLimitOf(result));
  const bands = bandsOf(result, curves?.hazards ?? null, words);
  const marks = curves === null ? [] : marksOf(curves);
  return markup`<!doctype html>
<html lang="${words.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(result, words)} · asynclab</title>
<style>${trusted(uplotStyle)}${trusted(pageStyle)}${trusted(printStyle)}</style>
</head>
<body>
${header(result, words)}
<main>
${promises(result, words)}
${operations(result, words)}
${funnelSection(report, words)}
${businessDays(result, words)}
${planSection(report, words)}
${faults(result, words)}
${chartFigures(charts, { bands, marks }, curves?.outside ?? [], words.charts)}
${anomalies(report, words)}
${monitorsSection(result, words)}
${storiesSection(report, words)}
${explanationSection(report, words)}
${latencies(result, words)}
${phases(result, words)}
${notes(result, words)}
</main>
<footer><p class="printed">${words.header.leftOutInPrint}</p>
<p>${capital(words.header.notPowerLoss)}.</p></footer>
<script type="application/json" id="data">${
    json({ charts, bands, marks, at: words.charts.at })
  }</script>
${historyBlock(report)}
${programs.map((program) => markup`<script>${trusted(program)}</script>\n`)}
</body>
</html>
`.toString();
}

const programs = [uplotProgram, chartsProgram];

/** A second defence: if text of a history became markup, it still could not run or load anything. */
const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src ${programs.map((program) => `'sha256-${sha256(program)}'`).join(" ")}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
