/** `asynclab compare RUN RUN`: two earlier runs, side by side. */
import project from "../deno.json" with { type: "json" };
import { shown } from "../harness/compare/page.ts";
import { compareRuns, type OldRun } from "../harness/compare/runs/compare.ts";
import { pageOf } from "../harness/compare/runs/page.ts";
import { wrongUsage } from "../harness/errors.ts";
import { readResult } from "../harness/report/read_result.ts";
import { labs } from "../labs/mod.ts";
import { openOutput, type OutputWords } from "./compare_output.ts";
import { findRun } from "./find_run.ts";
import { planIn } from "./plan_in.ts";

/** `outbox-status-20260131-101500-1f3a`, `last`, or a path that no lab can have. */
const runWord = /-\d{8}-\d{6}-[0-9a-f]{4}\/?$|^last$|^[.~]?\//;

/** True for two words that are no styles, where at least one has the form of a run or names one. */
export async function areRuns(words: readonly string[]): Promise<boolean> {
  if (words.length !== 2 || words.some((word) => isStyle(word))) return false;
  if (words.some((word) => runWord.test(word))) return true;
  const found = await Promise.allSettled(words.map(findRun));
  return found.some(({ status }) => status === "fulfilled");
}

/** @throws Refusal (64) for a run among words that do not name two runs */
export function mustNameNoRun(words: readonly string[]): void {
  const run = words.find((word) => runWord.test(word));
  if (run === undefined) return;
  throw wrongUsage(
    `'${run}' names a run; say 'asynclab compare RUN RUN' for two runs, or name only styles`,
  );
}

const isStyle = (word: string): boolean => labs.some(({ name }) => name === word.split("/")[0]);

/**
 * Prints both runs; starts nothing.
 *
 * @throws Refusal (66) where a run or its result does not exist, (65) where it is torn, of another schema
 * or of other operations, (64) where both words name one run
 */
export async function compareTwoRuns(
  words: readonly string[],
  output: OutputWords,
): Promise<void> {
  const write = await openOutput(output);
  const [left, right] = [await oldRun(words[0]), await oldRun(words[1])];
  if (await Deno.realPath(left.runDir) === await Deno.realPath(right.runDir)) {
    throw wrongUsage(`'${words[0]}' and '${words[1]}' are one run; name two`);
  }
  await write(shown(await compareRuns(left, right, project.version), pageOf));
}

async function oldRun(word: string): Promise<OldRun> {
  const runDir = await findRun(word);
  const result = await readResult(runDir);
  return { word, runDir, result, ...await planIn(runDir) };
}
