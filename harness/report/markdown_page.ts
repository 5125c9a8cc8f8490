/** A run in Markdown: the verdict and its reason, a row for each promise, anomaly and fault. */
import { anomalyNames } from "../check/evidence.ts";
import type { Report } from "./form.ts";
import { cell, code } from "./markdown_text.ts";
import { unshownMistake } from "./notes.ts";
import { because, plain } from "./reason.ts";
import { nameOf, notPowerLoss, type Result } from "./result.ts";
import { noteRows } from "./text/notes.ts";
import { withVisibleText } from "./visible.ts";
import { duration } from "./words/amounts.ts";
import { en } from "./words/en/mod.ts";
import { verdictWords } from "./words/threats.ts";

export function page(report: Report): string {
  const { result, repeat } = withVisibleText({ result: report.result, repeat: report.repeat });
  const twin = unshownMistake(result);
  return [
    `### ${result.verdict.toUpperCase()} ${code(nameOf(result) ?? "a history")}`,
    "",
    code(because(result)),
    ...(twin === null ? [] : ["", code(twin)]),
    ...table(["promise", "verdict", "why"], promiseCells(result)),
    ...table(["anomaly", "count", "standing", "first operations"], anomalyCells(result)),
    ...table(["fault", "from", "to", "effect"], faultCells(result)),
    ...doubtLines(result),
    ...(repeat === null ? [] : ["", "Run it again:", "", code(repeat)]),
    "",
    `${about(result)}${notPowerLoss}.`,
  ].join("\n") + "\n";
}

type Cells = readonly (readonly string[])[];

function table(head: readonly string[], rows: Cells): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return ["", line(head), line(head.map(() => "---")), ...rows.map(line)];
}

const promiseCells = ({ promises }: Result): Cells =>
  promises.map((one) => [one.name, verdictWords(one), cell(plain(one.why))]);

function anomalyCells({ anomalies }: Result): Cells {
  return anomalyNames.filter((name) => anomalies[name].count > 0).map((name) => {
    const { count, standing, ops } = anomalies[name];
    const more = count > 12 ? ", …" : "";
    return [en.anomalies.names[name], `${count}`, standing, ops.slice(0, 12).join(", ") + more];
  });
}

function faultCells({ faults }: Result): Cells {
  return faults.map(({ name, target, beginMs, endMs, touched, why }) => [
    cell(`${name} on ${target}`),
    ...[beginMs, endMs].map((ms) => ms === null ? "?" : duration(ms)),
    why === null ? `effective, touched ${touched}` : `${cell(why)}: proves nothing`,
  ]);
}

function doubtLines(result: Result): string[] {
  const lines = [
    ...result.doubts.map(({ why }) => `not proven: ${why}`),
    ...result.mixed.map((why) => `not one run: ${why}`),
    ...noteRows(result).map((row) => `${row?.[1]}`),
  ];
  return lines.length === 0 ? [] : ["", ...lines.map((line) => `- ${code(line)}`)];
}

function about({ run, seed, runtime }: Result): string {
  const parts = [
    ...(run === null ? [] : [`run ${code(run)}`]),
    ...(seed === null ? [] : [`seed ${seed}`]),
    ...(runtime === null ? [] : [`runtime ${code(runtime)}`]),
  ];
  return parts.length === 0 ? "" : `${parts.join(" · ")} · `;
}
