/** Annotations of a GitHub workflow on standard output, and the Markdown for the job's summary. */
import type { Report, ReportForm } from "./form.ts";
import { command } from "./github_command.ts";
import { page } from "./markdown_page.ts";
import { because, plain } from "./reason.ts";
import { nameOf } from "./result.ts";
import { withVisibleText } from "./visible.ts";

export const github: ReportForm = {
  name: "github",
  file: null,
  render: annotations,
  summary: page,
};

const levels = { broken: "error", unknown: "warning", kept: "notice" } as const;

/** One annotation for each promise that is not kept, else one for the verdict. */
function annotations(report: Report): string {
  const { result, repeat } = withVisibleText({ result: report.result, repeat: report.repeat });
  const name = nameOf(result) ?? "a history";
  const again = repeat === null ? "" : `\n${repeat}`;
  const open = result.promises.filter(({ verdict }) => verdict !== "kept");
  const lines = open.length === 0
    ? [command(levels[result.verdict], `${name} ${result.verdict}`, because(result))]
    : open.map((promise) =>
      command(levels[promise.verdict], `${name} ${promise.name}`, plain(promise.why) + again)
    );
  return lines.map((line) => `${line}\n`).join("");
}
