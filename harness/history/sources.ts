/** Finds the files of a history, and the writer of each. */
import { basename, dirname, join, resolve } from "node:path";
import { noInput, Refusal } from "../errors.ts";
import { keepers } from "./believed.ts";
import { collect } from "./collect.ts";
import type { Source } from "./source.ts";

/** Where a history is read from: a path, several paths, or an open history. */
export type HistoryInput = string | readonly string[] | History;

/** The files of a history. Each of them can be read more than once. */
export class History implements AsyncDisposable {
  readonly sources: readonly Source[];
  readonly #collected: string | null;

  /** @param collected a folder to delete when the history is closed */
  constructor(sources: readonly Source[], collected: string | null) {
    this.sources = sources;
    this.#collected = collected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#collected !== null) await Deno.remove(this.#collected, { recursive: true });
  }
}

/**
 * Opens the history at these paths. A file stands for itself, and a run's folder for the files of
 * its `history/`. Any other folder stands for each `*.jsonl` in it, sorted by name; where it has
 * none, for those in its `history/`. A pipe is read to its end first, since a history is read more
 * than once.
 *
 * @throws Refusal (66) where a path does not exist, or a folder holds no history.
 */
export async function openHistory(paths: string | readonly string[]): Promise<History> {
  const found: Source[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) {
    const info = await statOf(path);
    if (info === null) {
      throw noInput(`There is no '${path}': name a history (.jsonl) or a folder of them`);
    }
    found.push(...info.isDirectory ? await sourcesIn(path) : [foreignSource(path)]);
  }
  const { sources, folder } = await collect(found);
  return new History(sources, folder);
}

/** Calls `use` with the history at the input, and closes it if it was opened here. */
export async function withHistory<T>(
  input: HistoryInput,
  use: (history: History) => Promise<T>,
): Promise<T> {
  if (input instanceof History) return await use(input);
  await using history = await openHistory(input);
  return await use(history);
}

const foreignSource = (path: string): Source => (
  { path, name: path, keeper: "anyone", role: null, trouble: null, index: null }
);

async function sourcesIn(folder: string): Promise<Source[]> {
  const inner = join(folder, "history");
  const isRun = await isFile(join(folder, "run.json"));
  const own = await jsonLinesIn(folder);
  const inside = own.length === 0 || isRun ? await jsonLinesIn(inner) : [];
  const [home, names] = inside.length > 0 ? [inner, inside] : [folder, own];
  const isOfRun = isRun || names.includes("000-run.jsonl") ||
    (basename(resolve(home)) === "history" &&
      await isFile(join(dirname(resolve(home)), "run.json")));
  const sources = isOfRun
    ? await Promise.all(names.map((name) => sourceOfRun(home, name)))
    : await foreignSources(home, names);
  if (sources.length === 0) {
    throw noInput(`The folder '${folder}' holds no history: there is no *.jsonl in it`);
  }
  return sources;
}

async function foreignSources(folder: string, names: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of names.map((name) => join(folder, name))) {
    if ((await statOf(path))?.isDirectory === false) sources.push(foreignSource(path));
  }
  return sources;
}

/** A role may put anything at the path of its events; that must not stop a reader of the history. */
async function sourceOfRun(folder: string, name: string): Promise<Source> {
  const path = join(folder, name);
  const trouble = await troubleAt(path);
  const keeper = keepers[name] ?? "role";
  if (keeper !== "role") {
    if (trouble !== null) throw noInput(`'${path}' cannot be read: it ${trouble}`);
    return { path, name: path, keeper, role: null, trouble, index: null };
  }
  const [, role] = /^(.+)-\d+\.jsonl$/s.exec(name) ?? [name, basename(name, ".jsonl")];
  return { path, name: path, keeper, role, trouble, index: null };
}

/** Why the path cannot be read; null for a readable path. */
async function troubleAt(path: string): Promise<string | null> {
  try {
    const info = await statOf(path);
    if (info === null) return "is a link to nothing";
    if (info.isDirectory) return "is a folder";
    return info.isFile ? null : "is not a regular file";
  } catch (error) {
    if (error instanceof Refusal) return "cannot be reached";
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function statOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    // A path through a file: `kept.jsonl/more`.
    if (error instanceof Deno.errors.NotADirectory) return null;
    // A link to itself.
    if (error instanceof Deno.errors.FilesystemLoop) return null;
    throw noInput(`'${path}' cannot be read: ${(error as Error).message}`, error);
  }
}

/** The names in the folder that end in `.jsonl`, sorted; none where it is no folder. */
async function jsonLinesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  if ((await statOf(folder))?.isDirectory !== true) return names;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".jsonl")) names.push(name);
    }
  } catch (error) {
    throw noInput(`The folder '${folder}' cannot be read: ${(error as Error).message}`, error);
  }
  return names.sort();
}
