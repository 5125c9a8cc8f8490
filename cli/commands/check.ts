/** `asynclab check`: does each style still keep what it promises, and is each mistake still caught? */
import type { Command } from "commander";
import project from "../../deno.json" with { type: "json" };
import { compare, type Comparison, mustShareCases } from "../../harness/matrix/baseline.ts";
import { worstCase } from "../../harness/matrix/cases.ts";
import { withEvidence } from "../../harness/matrix/evidence.ts";
import { exceptionsIn } from "../../harness/matrix/exceptions.ts";
import { countsOf, exitCodeOf } from "../../harness/matrix/outcome.ts";
import { readCheckResult } from "../../harness/matrix/read_result.ts";
import { describe } from "../../harness/matrix/report/text.ts";
import { openResume } from "../../harness/matrix/resume.ts";
import {
  type Case,
  type CaseResult,
  type CheckResult,
  nameOf,
} from "../../harness/matrix/result.ts";
import { parseShard, partOf, textOfShard } from "../../harness/matrix/shard.ts";
import { chooseRuntime } from "../../harness/servers/mod.ts";
import { labs } from "../../labs/mod.ts";
import { unthreatened } from "../../labs/unthreatened.ts";
import { addChoiceOptions } from "../choice_options.ts";
import { casesAskedFor, matrices, matrixWord } from "../check_request.ts";
import { print, wantsColor } from "../print.ts";
import { mustBeWritable, writeReports } from "../report_files.ts";
import { reportSpellings, reportWords } from "../report_words.ts";
import { type CheckOptions, planned, runAll } from "../run_check.ts";
import { duration, once, whole } from "../words.ts";
import { brokerWords, runtimeWord, runtimeWords } from "./run.ts";

export function check(program: Command): void {
  const command = program.command("check")
    .summary("does every style keep its promises, and is every mistake caught?")
    .description(
      "Runs sound variants under faults that they promise to survive: their promises must be kept.\n" +
        "Runs broken twins under their worst case: their mistake must be caught.\n" +
        "Many cases run at once; each takes seconds.\n" +
        "Exit code 0: every case is right, 1: a sound variant is broken or a twin was missed, " +
        "2: a case stayed undecided or was not run, or a full matrix never threatened a promise.",
    );
  withCases(command);
  addChoiceOptions(command);
  withWork(command);
  command.addHelpText(
    "after",
    `
Matrices: ${matrices.join(", ")}

Examples:
  asynclab check
  asynclab check outbox --matrix full --broker kafka
  asynclab check outbox/status --faults kill-broker --repeat 30
  asynclab check outbox --role relay='java -jar mine.jar'
  asynclab check --shard 1/2 --report json=shard-1.json,junit=shard-1.xml`,
  )
    .action(act);
}

/** The options that say which cases there are. */
function withCases(command: Command): void {
  command
    .argument("[targets...]", `LAB or LAB/VARIANT (default: all of ${labNames})`)
    .option(
      "--matrix <name>",
      "quick: each variant's worst case and one more fault; full: every promised fault, " +
        "and whether each exception to a promise is needed;\n" +
        "proof: full with 20 seeds; pairs: two faults at once",
      matrixWord,
      "quick",
    )
    .option(
      "--faults <names>",
      `only these faults, joined by commas; also ${worstCase}`,
      once("--faults"),
    )
    .option(
      "--broker <names>",
      `only these brokers, joined by commas: ${brokerWords.join(", ")}`,
      once("--broker"),
    )
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")}`,
      runtimeWord,
      "auto",
    )
    .option("--role <role=command...>", "your own program in the place of a role")
    .option(
      "--seeds <n>",
      "number of seeds for each case (default: 1; proof: 20)",
      whole("--seeds", 1, 1_000),
    )
    .option("--first-seed <n>", "the first seed", whole("--first-seed", 0, 1_000_000), 1);
}

/** The options that say how the cases are run, and what is written about them. */
function withWork(command: Command): void {
  command
    .option(
      "--repeat <n>",
      "repeat each case until its fault was effective this many times",
      whole("--repeat", 1, 1_000),
      1,
    )
    .option(
      "--lanes <n>",
      "cases that run at once (default: one per core)",
      whole("--lanes", 1, 64),
      cores,
    )
    .option(
      "--shard <i/n>",
      "run only every n-th case from the i-th on; other machines run the rest",
      parseShard,
    )
    .option("--budget <time>", "begin no case after this time", duration("--budget"))
    .option(
      "--resume <file>",
      "keep finished cases in this file, and skip those that are in it",
      once("--resume"),
    )
    .option("--baseline <file>", "an earlier result; shows what became worse", once("--baseline"))
    .option(
      "--report <forms>",
      `reports to write, joined by commas: ${reportSpellings.join(", ")}`,
      reportWords,
    );
}

const labNames = labs.map(({ name }) => name).join(", ");
const cores = navigator.hardwareConcurrency;

async function act(targets: string[], options: CheckOptions): Promise<void> {
  const all = casesAskedFor(targets, options);
  const cases = options.shard === undefined ? all : partOf(all, options.shard);
  const notes = new Set(cases.flatMap((one) => planned(options, one, one.seed).plan.notes ?? []));
  await mustBeWritable(options.report ?? []);
  const baseline = await readBaseline(options, all);
  using resume = options.resume === undefined ? null : await openResume(options.resume, {
    ...requestOf(targets, options),
    asynclab: project.version,
    ...(options.shard !== undefined && { shard: textOfShard(options.shard) }),
  });
  const beganMs = performance.now();
  const results: CaseResult[] = cases.flatMap((one) => resume?.done.get(nameOf(one)) ?? []);
  const resumed = results.length;
  const finish = async () => {
    const wallMs = performance.now() - beganMs;
    const request = requestOf(targets, options);
    const result = resultOf(options, { request, planned: cases, cases: results, resumed, wallMs });
    const comparison = baseline === null ? null : compare(baseline, result);
    await printResult(options, result, comparison);
  };
  for (const note of notes) console.error(note);
  try {
    const runtime = await chooseRuntime(options.runtime);
    await runAll(options, { cases, results, resume, runtime });
  } catch (error) {
    // Reports the finished cases. Otherwise the report of an older check would stay in the file.
    await finish().catch((other: Error) => console.error(`asynclab: ${other.message}`));
    throw error;
  }
  await finish();
}

async function readBaseline(
  { baseline: path }: CheckOptions,
  all: readonly Case[],
): Promise<CheckResult | null> {
  if (path === undefined) return null;
  const baseline = await readCheckResult(path);
  mustShareCases(path, baseline, all);
  return baseline;
}

/** The options that decide which cases there are and how each runs. */
function requestOf(targets: readonly string[], options: CheckOptions) {
  const { matrix, faults, broker, role, choices, seeds, firstSeed, repeat, runtime } = options;
  return {
    matrix,
    targets: [...targets],
    ...(faults !== undefined && { faults }),
    ...(broker !== undefined && { broker }),
    ...(role !== undefined && { role: [...role] }),
    ...(choices !== undefined && { choices: { ...choices } }),
    ...(seeds !== undefined && { seeds }),
    ...{ firstSeed, repeat, runtime },
  };
}

function resultOf(
  { matrix, shard }: CheckOptions,
  { request, planned, cases, resumed, wallMs }:
    & Required<Pick<CheckResult, "request" | "resumed" | "wallMs">>
    & { readonly planned: readonly Case[]; readonly cases: readonly CaseResult[] },
): CheckResult {
  const exceptions = exceptionsIn(cases);
  const result: CheckResult = {
    schema: 1,
    matrix,
    shard: shard === undefined ? null : textOfShard(shard),
    request,
    planned: planned.length,
    ...(resumed > 0 && { resumed }),
    cases: [...cases],
    ...countsOf(cases),
    ...(exceptions.length > 0 && { exceptions }),
    wallMs: Math.round(wallMs),
  };
  return withEvidence(result, { excuses: unthreatened, labs });
}

async function printResult(
  { report = [] }: CheckOptions,
  result: CheckResult,
  comparison: Comparison | null,
): Promise<void> {
  if (result.cases.length > 0) print(describe(result, comparison, { color: wantsColor() }));
  Deno.exitCode = exitCodeOf(result);
  await writeReports(report, result, comparison);
}
