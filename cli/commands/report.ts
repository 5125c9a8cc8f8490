/** `asynclab report RUN`: shows the result of an earlier run in any form. */
import type { Command } from "commander";
import { Refusal, wrongUsage } from "../../harness/errors.ts";
import { known } from "../../harness/plan/known.ts";
import { readPlan } from "../../harness/plan/read_plan.ts";
import { repeatCommand } from "../../harness/plan/repeat.ts";
import { type Report, reportOf } from "../../harness/report/form.ts";
import { reportForm, reportForms } from "../../harness/report/mod.ts";
import { readResult } from "../../harness/report/read_result.ts";
import type { Language } from "../../harness/report/words/languages.ts";
import { reportOfRun } from "../../harness/run/write_report.ts";
import { findRun, runArgument } from "../find_run.ts";
import { appendSummary } from "../job_summary.ts";
import { mustBeWritable, outFile, replaceFile } from "../out_file.ts";
import { addLanguageOption, pageLanguage } from "../page_language.ts";
import { print, wantsColor } from "../print.ts";
import { once } from "../words.ts";

/** The values of `--format`, for help texts and completions. */
export const reportFormNames: readonly string[] = reportForms.map(({ name }) => name);

interface Options {
  readonly lang?: Language;
  readonly format: string;
  readonly out?: string;
}

/** Adds the command; its action throws Refusal for errors that a user can correct. */
export function report(program: Command): void {
  const command = program.command("report")
    .summary("show the result of a run again, in any form")
    .description(
      "Shows the result of an earlier run. It judges nothing: 'asynclab analyze' does.\n" +
        "Exit code 0: the report was written, whatever its verdict.",
    )
    .argument("<run>", runArgument)
    .option(
      "--format <form>",
      `one of ${reportFormNames.join(", ")}`,
      (word: string) => known("form of the report", word, reportFormNames),
      "text",
    )
    .option("--out <file>", "write it to this file (default: standard output)", once("--out"));
  addLanguageOption(command)
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  asynclab report last\n" +
        "  asynclab report .asynclab/runs/RUN --format junit --out run.xml\n" +
        "  asynclab report last --format markdown --out comment.md\n" +
        "  asynclab report last --format html --lang ko --out run.html",
    )
    .action(act);
}

async function act(word: string, { format, out, lang }: Options): Promise<void> {
  if (lang !== undefined && format !== "html") {
    throw wrongUsage(
      `--lang cannot be given with --format ${format}, which is always in English; ` +
        "it must be left out, or given with --format html",
    );
  }
  const language = pageLanguage(lang, (name) => Deno.env.get(name));
  const form = reportForm(format);
  const file = out === undefined ? null : outFile("--out", out, `asynclab-${format}`);
  const runDir = await findRun(word);
  if (file !== null) await mustBeWritable(file);
  const report = await reportIn(runDir);
  const text = form.render(report, { color: file === null && wantsColor(), language });
  if (file === null) print(text);
  else await replaceFile(file, text);
  await appendSummary(form.summary?.(report) ?? "");
}

/** Where the history is gone or torn, the result stands without its stories and charts, and it is said. */
async function reportIn(runDir: string): Promise<Report> {
  const result = await readResult(runDir);
  const plan = await readPlan(runDir);
  try {
    return await reportOfRun(runDir, result, plan);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`asynclab: no stories and no charts: ${error.message}`);
    const repeat = plan === null ? null : repeatCommand(plan, plan.runtime);
    return { ...reportOf(result), plan, repeat };
  }
}
