/** The files of a check's reports. */
import type { Comparison } from "../harness/matrix/baseline.ts";
import type { CheckResult } from "../harness/matrix/result.ts";
import { appendSummary } from "./job_summary.ts";
import { mustBeWritable as mustBeWritableFile, type OutFile, replaceFile } from "./out_file.ts";
import { print } from "./print.ts";
import type { ReportWord } from "./report_words.ts";

/**
 * Checks the files before the first case runs: hours of work must not fail at a missing folder.
 *
 * @throws Refusal (64) where the folder is missing or the path is a folder, (69) where the system
 * cannot write the file
 */
export async function mustBeWritable(words: readonly ReportWord[]): Promise<void> {
  for (const { form, path } of words) {
    if (path !== null) await mustBeWritableFile(fileOf(form.name, path));
  }
}

const fileOf = (form: string, path: string): OutFile => ({
  path,
  option: "--report",
  typed: (path) => `${form}=${path}`,
  example: `asynclab-${form}`,
});

/**
 * Writes every report. If one cannot be written, the others are still written.
 *
 * @throws the first Refusal (69), after all are tried
 */
export async function writeReports(
  words: readonly ReportWord[],
  result: CheckResult,
  comparison: Comparison | null,
): Promise<void> {
  const refusals: unknown[] = [];
  for (const { form, path } of words) {
    try {
      const text = form.render(result, comparison);
      if (path === null) print(text);
      else await replaceFile(fileOf(form.name, path), text);
      await appendSummary(form.summary?.(result, comparison) ?? "");
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}
