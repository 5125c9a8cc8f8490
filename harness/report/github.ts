/** Annotations of a GitHub workflow on standard output, and the Markdown for the job's summary. */
import type { Report, ReportForm } from "./form.ts";
import { command } from "./github_command.ts";
import { page } from "./markdown_page.ts";
import { because, plain } from "./reason.ts";
import { nameOf } from "./result.ts";
import { withVisibleText } from "./visible.ts";
import { isUntested } from "./words/threats.ts";

export const github: ReportForm = {
  name: "github",
  file: null,
  render: annotations,
  summary: page,
};

const levels = { broken: "error", unknown: "warning", kept: "notice" } as const;

/** One annotation for each promise that is not kept, else one for the verdict; one for all not threatened. */
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
  const untested = result.promises.filter(isUntested).map((one) => one.name);
  const notice = untested.length === 0
    ? []
    : [command("notice", `${name} kept, not threatened`, untested.join(", "))];
  return [...lines, ...notice].map((line) => `${line}\n`).join("");
}
