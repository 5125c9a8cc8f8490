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
import { notPowerLoss } from "./result.ts";
import { bandsOf, chartsOf } from "./series.ts";

export const html: ReportForm = { name: "html", file: "report.html", render: page };

/** The whole document. */
function page(report: Report): string {
  const { result, curves } = report;
  const charts = curves === null ? [] : chartsOf(curves);
  const bands = bandsOf(result);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${result.verdict.toUpperCase()} ${titleOf(result)} · asynclab</title>
<style>${trusted(uplotStyle)}${trusted(pageStyle)}${trusted(printStyle)}</style>
</head>
<body>
${header(result)}
<main>
${promises(result)}
${operations(result)}
${funnelSection(report)}
${businessDays(result)}
${planSection(report)}
${faults(result)}
${chartFigures(charts, bands, curves?.outside ?? [])}
${anomalies(report)}
${monitorsSection(result)}
${storiesSection(report)}
${explanationSection(report)}
${latencies(result)}
${phases(result)}
${notes(result)}
</main>
<footer><p class="printed">${leftOutInPrint}</p>
<p>${capital(notPowerLoss)}.</p></footer>
<script type="application/json" id="data">${json({ charts, bands })}</script>
${historyBlock(report)}
${programs.map((program) => markup`<script>${trusted(program)}</script>\n`)}
</body>
</html>
`.toString();
}

const leftOutInPrint = "The page on a screen has more: the plan, the faults, all charts, " +
  "percentiles, stories, long lists of operations and rows, and the history.";

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
