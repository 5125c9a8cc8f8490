/** `asynclab analyze PATH`: the verdict on a history that is already there, whoever wrote it. */
import type { Command } from "commander";
import process from "node:process";
import { judge, type Verdict } from "../../harness/check/judge.ts";
import { promiseNames } from "../../harness/check/mod.ts";
import { exitCode, wrongUsage } from "../../harness/errors.ts";
import { readHistory } from "../../harness/history/read.ts";
import { storyOf } from "../../harness/history/story.ts";
import type { Claim } from "../../harness/lab.ts";
import { aboutNothing, toResult } from "../../harness/report/result.ts";
import { known } from "../words.ts";
import { describe, exampleOps } from "../../harness/report/text.ts";

const exitCodes: Readonly<Record<Verdict, number>> = {
  kept: exitCode.kept,
  broken: exitCode.broken,
  unknown: exitCode.undecided,
};

interface Options {
  readonly promises?: string;
  readonly json?: true;
}

/** Adds the command; its action sets the exit code, and throws Refusal for what a person can mend. */
export function analyze(program: Command): void {
  program.command("analyze")
    .summary("judge a history that is already there")
    .description(
      "Judges a history from any source: a file of JSON lines, a folder of them, or a run's folder.\n" +
        "Exit code 0: every promise kept, 1: one broken, 2: undecided.",
    )
    .argument("<path>", "a .jsonl file, or a folder of them")
    .option("--promises <names>", `only these: ${promiseNames.join(",")}`)
    .option("--json", "print the result alone, as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  asynclab analyze history.jsonl\n" +
        "  asynclab analyze .asynclab/runs/<id>\n" +
        "  asynclab analyze mine.jsonl --promises no-loss,order-per-key --json",
    )
    .action((path: string, options: Options) => act(path, options));
}

async function act(path: string, { promises, json }: Options): Promise<void> {
  const claims = claimsOf(promises);
  const judgement = judge(await readHistory(path), { claims, minimumOperations: 1 });
  const result = toResult(judgement, aboutNothing);
  if (json === true) {
    print(JSON.stringify(result, null, 2) + "\n");
  } else {
    const stories = await storyOf(path, exampleOps(result));
    print(describe(result, { color: wantsColor(), judgement, stories }));
  }
  Deno.exitCode = exitCodes[result.verdict];
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}

/** An empty NO_COLOR counts as none, as its definition says. */
function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && (process.env.NO_COLOR ?? "") === "";
}

function claimsOf(list: string | undefined): Claim[] {
  const names = list === undefined
    ? promiseNames
    : list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) {
    throw wrongUsage(`--promises names no promise: there are ${promiseNames.join(", ")}.`);
  }
  for (const name of names) known("promise", name, promiseNames);
  return [...new Set(names)].map((name) => ({ name, under: "any" }));
}
