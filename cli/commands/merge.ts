/** `asynclab merge FILE…`: joins the results of shards, as if one machine had run all cases. */
import type { Command } from "commander";
import { compare, mustShareCases } from "../../harness/matrix/baseline.ts";
import { withEvidence } from "../../harness/matrix/evidence.ts";
import { merge as mergeParts } from "../../harness/matrix/merge.ts";
import { exitCodeOf } from "../../harness/matrix/outcome.ts";
import { readCheckResult } from "../../harness/matrix/read_result.ts";
import { describe } from "../../harness/matrix/report/text.ts";
import { labs } from "../../labs/mod.ts";
import { unthreatened } from "../../labs/unthreatened.ts";
import { print, wantsColor } from "../print.ts";
import { mustBeWritable, writeReports } from "../report_files.ts";
import { reportSpellings, type ReportWord, reportWords } from "../report_words.ts";
import { once } from "../words.ts";

interface Options {
  readonly report?: readonly ReportWord[];
  readonly baseline?: string;
}

/** Adds the command; its action sets the exit code, and throws Refusal for errors that a user can correct. */
export function merge(program: Command): void {
  program.command("merge")
    .summary("join the results of a check's shards")
    .description(
      "Joins the results of all shards of one check, as '--report json=FILE' wrote them.\n" +
        "Exit code 0: every case is right, 1: one is wrong, 2: one is undecided or was not run.",
    )
    .argument("<files...>", "the result of each shard")
    .option(
      "--report <forms>",
      `reports to write, joined by commas: ${reportSpellings.join(", ")}`,
      reportWords,
    )
    .option("--baseline <file>", "an earlier result to compare with", once("--baseline"))
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  asynclab merge shard-1.json shard-2.json\n" +
        "  asynclab merge shard-*.json --baseline main.json --report markdown=comment.md,json=all.json",
    )
    .action((files: string[], options: Options) => act(files, options));
}

async function act(files: readonly string[], { report = [], baseline }: Options): Promise<void> {
  await mustBeWritable(report);
  const parts = [];
  for (const path of files) parts.push({ path, result: await readCheckResult(path) });
  const result = withEvidence(mergeParts(parts), { excuses: unthreatened, labs });
  const before = baseline === undefined ? null : await readCheckResult(baseline);
  if (before !== null) mustShareCases(baseline!, before, result.cases);
  const comparison = before === null ? null : compare(before, result);
  print(describe(result, comparison, { color: wantsColor() }));
  Deno.exitCode = exitCodeOf(result);
  await writeReports(report, result, comparison);
}
