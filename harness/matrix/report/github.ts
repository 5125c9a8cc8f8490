/** Annotations of a GitHub workflow on standard output, and the Markdown for the job's summary. */
import { command, type Level } from "../../report/github_command.ts";
import { withVisibleText } from "../../report/visible.ts";
import { troublesIn } from "../evidence.ts";
import { notRun } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf, standingOf } from "../result.ts";
import type { ReportForm } from "../form.ts";
import { page } from "./markdown_page.ts";
import { evidenceLines, reasonOf } from "./words.ts";

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
  const troubles = troublesIn(result).map((one) => command("warning", unthreatened, one));
  const told = evidenceLines(result).slice(troubles.length)
    .map((one) => command("notice", unthreatened, one));
  return [
    ...limited("error", of("wrong").map((one) => annotation("error", one))),
    ...limited("warning", [...unrun, ...warnings, ...troubles]),
    ...limited("notice", told),
  ].map((line) => `${line}\n`).join("");
}

const unthreatened = "kept, not threatened";

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
