/** Finds the folder of a run that a word names. */
import { join } from "node:path";
import { editionsOf } from "../harness/contract/lab.ts";
import { noInput } from "../harness/errors.ts";
import { nearest } from "../harness/plan/nearest.ts";
import { labs } from "../labs/mod.ts";
import { listRuns, runsDir } from "./folder.ts";

/** For help texts. */
export const runArgument = "the name of a run, its folder, or 'last' for the latest run";

/**
 * The folder of the run: `last` is the latest run of this folder, else the run of that name, else the
 * folder at that path.
 *
 * @throws Refusal (66) where there is no such run
 */
export async function findRun(word: string): Promise<string> {
  const own = await listRuns();
  if (word === "last") {
    const latest = await latestOf(own.map(({ path }) => path));
    if (latest !== null) return latest;
    throw noInput(`There is no run in '${runsDir}'; start one with 'asynclab run'`);
  }
  const named = own.find(({ run }) => run === word);
  if (named !== undefined) return named.path;
  for (const name of ["run.json", "result.json"]) if (await isFile(join(word, name))) return word;
  throw noInput(noRun(word, own.map(({ run }) => run)));
}

function noRun(word: string, runs: readonly string[]): string {
  const right = `name one of '${runsDir}', the folder of a run, or 'last'`;
  if (isVariant(word)) {
    return `There is no run '${word}': it is a variant, which 'asynclab run ${word}' runs; ${right}`;
  }
  const near = nearest(word, [...runs, "last"]);
  const hint = near === null ? "" : ` (did you mean '${near}'?)`;
  return `There is no run '${word}'; ${right}${hint}`;
}

const isVariant = (word: string): boolean => {
  const [lab, variant = null, ...rest] = word.split("/");
  return rest.length === 0 &&
    labs.flatMap(editionsOf).some(({ name, variants }) =>
      name === lab && (variant === null || variant in variants)
    );
};

async function latestOf(paths: readonly string[]): Promise<string | null> {
  const begun = await Promise.all(paths.map(async (path) => {
    // The plan is written once, when the run begins; the folder changes when its report is written.
    const info = await Deno.stat(join(path, "run.json")).catch(() => null);
    return { path, at: info?.mtime?.getTime() ?? -1 };
  }));
  const [latest] = begun.filter(({ at }) => at >= 0).toSorted((a, b) => b.at - a.at);
  return latest?.path ?? null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if ((error as { code?: unknown }).code !== undefined) return false;
    throw error;
  }
}
