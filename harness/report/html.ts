/** A run as one page that stands alone: nothing is fetched, and nothing but our own script runs. */
import { createHash } from "node:crypto";
import uplotProgram from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import type { Judgement } from "../check/judge.ts";
import type { Curves } from "../history/curves.ts";
import chartsProgram from "./charts.js" with { type: "text" };
import { chartFigures } from "./html_charts.ts";
import {
  anomalies,
  faults,
  latencies,
  notes,
  operations,
  phases,
  planned,
  promises,
  type ShownPlan,
  stories as told,
} from "./html_sections.ts";
import { json, type Markup, markup, trusted } from "./markup.ts";
import pageStyle from "./page.css" with { type: "text" };
import { unshown } from "./notes.ts";
import { nameOf, notPowerLoss, type Result } from "./result.ts";
import { bandsOf, chartsOf } from "./series.ts";
import type { Stories } from "./story_text.ts";
import { because, particulars } from "./text.ts";

export interface PageOptions {
  readonly result: Result;
  /** Null where no run of ours stands behind the history. */
  readonly plan: ShownPlan | null;
  /** The command that repeats the run. */
  readonly repeat: string | null;
  readonly curves: Curves;
  /** Events of `exampleOps(result)`. */
  readonly stories: Stories;
  /** Adds what the result alone does not say: why a fault proves nothing, lines cut off. */
  readonly judgement?: Judgement;
}

/** The whole document. */
export function html(options: PageOptions): string {
  const { result, plan, repeat, curves, stories, judgement } = options;
  const aside = judgement === undefined ? null : particulars(judgement);
  const charts = chartsOf(curves);
  const bands = bandsOf(result, aside?.whyNot);
  const name = nameOf(result) ?? "a history";
  const twin = unshown(result);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${result.verdict.toUpperCase()} ${name} · asynclab</title>
<style>${trusted(uplotStyle)}${trusted(pageStyle)}</style>
</head>
<body>
<header class="${result.verdict}">
<h1><span class="verdict">${result.verdict.toUpperCase()}</span> <span class="name">${name}</span></h1>
<p class="reason">${because(result, aside)}</p>
${twin === null ? null : markup`<p class="reason">${twin}.</p>`}
<p class="about">${about(result)}</p>
</header>
<main>
${promises(result)}
${operations(result)}
${planned(result, plan, repeat)}
${faults(result, aside)}
${chartFigures(charts, bands, curves.outside)}
${anomalies(result)}
${told(result, stories)}
${latencies(result, aside)}
${phases(result)}
${notes(result, aside)}
</main>
<footer><p>${capital(notPowerLoss)}.</p></footer>
<script type="application/json" id="data">${json({ charts, bands })}</script>
${programs.map((program) => markup`<script>${trusted(program)}</script>\n`)}
</body>
</html>
`.toString();
}

const programs = [uplotProgram, chartsProgram];

/** The second wall, should text of a history ever get out of its place: it still could not run or load anything. */
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

function about({ run, seed, runtime }: Result): Markup[] {
  const parts: Markup[] = [];
  if (run !== null) parts.push(markup`run <code>${run}</code>`);
  if (seed !== null) parts.push(markup`seed <code>${seed}</code>`);
  if (runtime !== null) parts.push(markup`on ${runtime}`);
  return parts.map((part, index) => index === 0 ? part : markup` · ${part}`);
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
