/** Annotations of a GitHub workflow on standard output, and the Markdown for the job's summary. */
import { withVisibleText } from "../../report/visible.ts";
import { notRun } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf, standingOf } from "../result.ts";
import type { ReportForm } from "../form.ts";
import { page } from "./markdown_page.ts";
import { reasonOf } from "./words.ts";

export const github: ReportForm = {
  name: "github",
  needsFile: false,
  render: annotations,
  summary: page,
};

/** GitHub shows at most this many annotations of a level in a step, and drops the others silently. */
const mostShown = 10;

function annotations(dirty: CheckResult): string {
  const result = withVisibleText(dirty);
  const of = (standing: "wrong" | "unknown") =>
    result.cases.filter((one) => standingOf(one) === standing);
  const left = notRun(result);
  const unrun = left === 0 ? [] : [
    command("warning", "not run", `${left} of ${result.planned} planned cases were not run`),
  ];
  const warnings = of("unknown").map((one) => annotation("warning", one));
  return [
    ...limited("error", of("wrong").map((one) => annotation("error", one))),
    ...limited("warning", [...unrun, ...warnings]),
  ].map((line) => `${line}\n`).join("");
}

type Level = "error" | "warning";

function limited(level: Level, lines: readonly string[]): readonly string[] {
  if (lines.length <= mostShown) return lines;
  const shown = lines.slice(0, mostShown - 1);
  const more = `${
    lines.length - shown.length
  } more; the job's summary and the other reports have them`;
  return [...shown, command(level, "and more", more)];
}

const annotation = (level: Level, one: CaseResult): string =>
  command(level, nameOf(one), `${reasonOf(one)}\n${one.command}`);

function command(level: Level, title: string, message: string): string {
  return `::${level} title=${property(title)}::${data(message)}`;
}

const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
