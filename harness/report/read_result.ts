/** Reads the `result.json` of a run; everything in it is checked. */
import { join } from "node:path";
import type { z } from "zod";
import { badData, noInput, type Refusal } from "../errors.ts";
import { firstIssue } from "./first_issue.ts";
import { readJson } from "./read_json.ts";
import { type Result, resultSchema } from "./result.ts";

const name = "result.json";

/**
 * The result in a run's folder. Fields that a later version added are kept as they are.
 *
 * @throws Refusal (66) where the run has no result, (65) where the file is torn, of another schema or
 * no result of a run
 */
export async function readResult(runDir: string): Promise<Result> {
  const path = join(runDir, name);
  const value = await readJson(path, {
    missing: (cause) => noResult(runDir, cause),
    wrong: (why, cause) => notAResult(path, why, cause),
  });
  const { data, error } = resultSchema.safeParse(value);
  if (data !== undefined) return data;
  const wrong = error.issues.filter(({ code }) => code !== "unrecognized_keys");
  if (wrong.length === 0) return value as Result;
  throw notAResult(path, firstIssue({ issues: wrong } as unknown as z.ZodError));
}

const noResult = (runDir: string, cause: unknown): Refusal =>
  noInput(
    `The run in '${runDir}' has no ${name}: it goes on, or it ended early; ` +
      `'asynclab analyze ${runDir}' judges the history that it has`,
    cause,
  );

function notAResult(path: string, why: string, cause?: unknown): Refusal {
  return badData(
    `Cannot read '${path}' as the result of a run: ${why}; ` +
      "'asynclab analyze' judges the run's folder again",
    cause,
  );
}
