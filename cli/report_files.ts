/** The files of reports: tried before anything starts, and each whole or not there at all. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { unavailable, wrongUsage } from "../harness/errors.ts";
import type { Comparison } from "../harness/matrix/baseline.ts";
import type { CheckResult } from "../harness/matrix/result.ts";
import { print } from "./print.ts";
import type { ReportWord } from "./report_words.ts";

/**
 * Called before the first case is run: hours of work are not to end at a folder that is not there.
 *
 * @throws Refusal (64) where the folder is not there or the file is one, (69) where the system does
 * not let it be written
 */
export async function mustBeWritable(words: readonly ReportWord[]): Promise<void> {
  for (const { form, path } of words) if (path !== null) await tryFile(form.name, path);
}

async function tryFile(form: string, path: string): Promise<void> {
  const folder = await infoOf(dirname(path));
  if (folder === null || !folder.isDirectory) {
    throw wrongUsage(
      `There is no folder '${dirname(path)}' for --report ${form}=${path}; make it first`,
    );
  }
  const info = await infoOf(path);
  if (info?.isDirectory) {
    throw wrongUsage(
      `--report ${form}=${path} names a folder; name a file in it, like ` +
        `${form}=${join(path, `asynclab-${form}`)}`,
    );
  }
  if (info !== null && !info.isFile) return;
  const half = halfOf(path);
  await writing(path, async () => {
    await Deno.writeTextFile(half, "", { createNew: true });
    await Deno.remove(half);
  });
}

/**
 * Writes each, also where one before it cannot be: what the others hold is not lost for it.
 *
 * @throws the first Refusal (69), at the end
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
      else await replaceFile(path, text);
      await appendSummary(form.summary?.(result, comparison) ?? "");
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

/** Outside of a GitHub workflow there is nowhere to put it. */
async function appendSummary(text: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "" || text === "") return;
  await writing(path, () => Deno.writeTextFile(path, text, { append: true }));
}

/** Beside it and then renamed; a link stays one, and what is no file (`/dev/stdout`) is written to. */
async function replaceFile(path: string, text: string): Promise<void> {
  const info = await infoOf(path);
  await writing(path, async () => {
    if (info !== null && !info.isFile) return await Deno.writeTextFile(path, text);
    const place = info === null ? path : await Deno.realPath(path);
    const half = halfOf(place);
    try {
      await Deno.writeTextFile(half, text, { createNew: true });
      await Deno.rename(half, place);
    } catch (error) {
      await Deno.remove(half).catch(() => {});
      throw error;
    }
  });
}

const halfOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.half-${randomBytes(4).toString("hex")}`);

async function infoOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    throw unwritable(path, error);
  }
}

async function writing(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unwritable(path, error);
  }
}

const unwritable = (path: string, cause: unknown) =>
  unavailable(
    `'${path}' cannot be written (${(cause as Error).message}); name a file that can with --report`,
    cause,
  );
