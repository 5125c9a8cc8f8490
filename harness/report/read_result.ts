/** Reads the `result.json` of a run; everything in it is checked. */
import { join } from "node:path";
import type { z } from "zod";
import { badData, noInput, type Refusal } from "../errors.ts";
import { firstIssue } from "./first_issue.ts";
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
  const value = parsed(path, await textOf(path, runDir));
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "number" && schema !== 1) {
    throw notAResult(path, `it is of schema ${schema}, and this asynclab reads schema 1`);
  }
  const { data, error } = resultSchema.safeParse(value);
  if (data !== undefined) return data;
  const wrong = error.issues.filter(({ code }) => code !== "unrecognized_keys");
  if (wrong.length === 0) return value as Result;
  throw notAResult(path, firstIssue({ issues: wrong } as unknown as z.ZodError));
}

async function textOf(path: string, runDir: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof TypeError) throw notAResult(path, "it is not text", error);
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw noInput(
        `The run in '${runDir}' has no ${name}: it goes on, or it ended early; ` +
          `'asynclab analyze ${runDir}' judges the history that it has`,
        error,
      );
    }
    if ((error as { code?: unknown }).code === undefined) throw error;
    throw notAResult(path, (error as Error).message, error);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAResult(path, "it is not JSON, or was cut off", error);
  }
}

function notAResult(path: string, why: string, cause?: unknown): Refusal {
  return badData(
    `Cannot read '${path}' as the result of a run: ${why}; ` +
      "'asynclab analyze' judges the run's folder again",
    cause,
  );
}
