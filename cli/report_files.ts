/** The files of reports: checked before anything starts, and each written whole or not at all. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { unavailable, wrongUsage } from "../harness/errors.ts";
import type { Comparison } from "../harness/matrix/baseline.ts";
import type { CheckResult } from "../harness/matrix/result.ts";
import { print } from "./print.ts";
import type { ReportWord } from "./report_words.ts";

/**
 * Checks the files before the first case runs: hours of work must not fail at a missing folder.
 *
 * @throws Refusal (64) where the folder is missing or the path is a folder, (69) where the system
 * cannot write the file
 */
export async function mustBeWritable(words: readonly ReportWord[]): Promise<void> {
  for (const { form, path } of words) if (path !== null) await tryFile(form.name, path);
}

async function tryFile(form: string, path: string): Promise<void> {
  const folder = await infoOf(dirname(path));
  if (folder === null || !folder.isDirectory) {
    throw wrongUsage(
      `There is no folder '${dirname(path)}' for --report ${form}=${path}; ` +
        `run mkdir -p '${dirname(path)}'`,
    );
  }
  const info = await infoOf(path);
  if (info?.isDirectory) {
    throw wrongUsage(
      `--report cannot be '${form}=${path}'; it must name a file in that folder, like ` +
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
      else await replaceFile(path, text);
      await appendSummary(form.summary?.(result, comparison) ?? "");
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

/** Appends to the job's summary; does nothing outside of a GitHub workflow. */
async function appendSummary(text: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "" || text === "") return;
  await writing(path, () => Deno.writeTextFile(path, text, { append: true }));
}

/** Writes a new file beside the old one and renames it. A link stays a link; a device (`/dev/stdout`) is written to. */
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
    `Cannot write '${path}' (${(cause as Error).message}); name a writable file with --report`,
    cause,
  );
