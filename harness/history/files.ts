/** Which files make up a history, and their lines, streamed. */
import { basename, join } from "node:path";
import { noInput } from "../errors.ts";

/**
 * The files behind these paths, in the order they are read: a file is itself; a folder is every
 * `*.jsonl` in it, by name, or, where it has none, in its `history/` folder.
 *
 * @throws Refusal (66) where a path is not there, or a folder holds no history.
 */
export async function historyFiles(paths: string | readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) {
    const info = await statOf(path);
    if (info === null) {
      throw noInput(`There is no ${path}: name a history (.jsonl) or a folder of them.`);
    }
    if (!info.isDirectory) {
      files.push(path);
      continue;
    }
    const own = await jsonLinesIn(path);
    const found = own.length > 0 ? own : await jsonLinesIn(join(path, "history"));
    if (found.length === 0) {
      throw noInput(`The folder ${path} holds no history: there is no *.jsonl in it.`);
    }
    files.push(...found);
  }
  return files;
}

async function statOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    // A path through a file: `kept.jsonl/more`.
    if (error instanceof Deno.errors.NotADirectory) return null;
    throw noInput(`${path} cannot be read: ${(error as Error).message}`, error);
  }
}

async function jsonLinesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  if ((await statOf(folder))?.isDirectory !== true) return files;
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (!entry.name.endsWith(".jsonl")) continue;
      const path = join(folder, entry.name);
      if ((await statOf(path))?.isDirectory === false) files.push(path);
    }
  } catch (error) {
    throw noInput(`The folder ${folder} cannot be read: ${(error as Error).message}`, error);
  }
  return files.sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}

/** Whole lines: `bytes[start, end)`, the last byte of which is a line feed. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const firstBufferBytes = 1 << 20;
/** A longer line is no event, and a history of them must not fill the memory. */
export const longestLineBytes = 64 << 20;
const lineFeed = 0x0a;

/**
 * Hands over the file in blocks of whole lines; the last line gets a line feed where it has none.
 * A block is good until the callback returns. A line over `longestLineBytes` is handed over as the
 * cut-off beginning of itself, which no reader takes for an event.
 */
export async function eachBlock(path: string, use: (block: Block) => void): Promise<void> {
  using file = await open(path);
  let bytes = new Uint8Array(firstBufferBytes);
  let held = 0;
  let skipping = false;
  for (;;) {
    if (held === bytes.length) {
      if (held >= longestLineBytes) {
        if (!skipping) use(cutOff(bytes));
        skipping = true;
        held = 0;
      } else {
        const wider = new Uint8Array(bytes.length * 2);
        wider.set(bytes);
        bytes = wider;
      }
    }
    const got = await read(file, path, bytes.subarray(held));
    if (got === null) break;
    let start = 0;
    if (skipping) {
      const stop = bytes.subarray(held, held + got).indexOf(lineFeed);
      if (stop < 0) {
        held = 0;
        continue;
      }
      start = held + stop + 1;
      skipping = false;
    }
    const length = held + got;
    const last = bytes.subarray(0, length).lastIndexOf(lineFeed, length);
    const end = Math.max(start, last + 1);
    if (end > start) use({ bytes, start, end });
    bytes.copyWithin(0, end, length);
    held = length - end;
  }
  if (held > 0 && !skipping) {
    const rest = new Uint8Array(held + 1);
    rest.set(bytes.subarray(0, held));
    rest[held] = lineFeed;
    use({ bytes: rest, start: 0, end: held + 1 });
  }
}

/** The first bytes of an over-long line, so cut that they are no JSON. */
function cutOff(bytes: Uint8Array): Block {
  const start = bytes.slice(0, 101);
  start[99] = 0x00;
  start[100] = lineFeed;
  return { bytes: start, start: 0, end: start.length };
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw noInput(`${path} cannot be read: ${(error as Error).message}`, error);
  }
}

async function read(
  file: Deno.FsFile,
  path: string,
  into: Uint8Array<ArrayBuffer>,
): Promise<number | null> {
  try {
    return await file.read(into);
  } catch (error) {
    throw noInput(`${path} cannot be read: ${(error as Error).message}`, error);
  }
}
