/** Reads a pipe into a file first, because a pipe can be read only once. */
import { join } from "node:path";
import { noInput } from "../errors.ts";
import type { Source } from "./source.ts";

/** A pipe without an end must not fill the disk. */
const mostCollectedBytes = 16 * 2 ** 30;

interface Collected {
  readonly sources: readonly Source[];
  /** The folder with the copies of pipes; null where there was no pipe. */
  readonly folder: string | null;
}

/** @throws Refusal (66) where a pipe cannot be read, or is too long. */
export async function collect(sources: readonly Source[]): Promise<Collected> {
  const result: Source[] = [];
  let folder: string | null = null;
  try {
    for (const source of sources) {
      if (source.trouble !== null || !await isReadOnce(source.path)) {
        result.push(source);
        continue;
      }
      folder ??= await Deno.makeTempDir({ prefix: "asynclab-history-" });
      const path = join(folder, `${result.length}.jsonl`);
      await copy(source.path, path);
      result.push({ ...source, path });
    }
  } catch (error) {
    if (folder !== null) await Deno.remove(folder, { recursive: true });
    throw error;
  }
  return { sources: result, folder };
}

/** False where the file has gone: the reader of the history reports that later. */
async function isReadOnce(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => null);
  return info !== null && !info.isFile && !info.isDirectory;
}

async function copy(from: string, to: string): Promise<void> {
  try {
    using pipe = await Deno.open(from);
    using file = await Deno.open(to, { write: true, createNew: true, mode: 0o600 });
    const bytes = new Uint8Array(1 << 18);
    let total = 0;
    for (let got; (got = await pipe.read(bytes)) !== null;) {
      total += got;
      if (total > mostCollectedBytes) throw new Error("it is longer than 16 GiB");
      for (let done = 0; done < got;) done += await file.write(bytes.subarray(done, got));
    }
  } catch (error) {
    throw noInput(
      `'${from}' cannot be read: ${(error as Error).message}; write it to a file first`,
      error,
    );
  }
}
