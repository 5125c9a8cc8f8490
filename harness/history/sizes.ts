/** What the sizes of files say before they are read. */
import { LineIndex, mostIndexedBytes } from "./line_index.ts";
import type { Source } from "./source.ts";

/** As a rule, an operation takes more bytes of a history than this. */
const leastBytes = 100;

export async function mostOperations(sources: readonly Source[]): Promise<number> {
  const sizes = sources.map(({ path }) => Deno.stat(path).then(({ size }) => size, () => 0));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return Math.ceil(bytes / leastBytes);
}

/** Null where the file cannot be read, or has too many bytes for an index. */
export async function newIndex({ path, trouble }: Source): Promise<LineIndex | null> {
  if (trouble !== null) return null;
  const size = await Deno.stat(path).then(({ size }) => size, () => Infinity);
  return size < mostIndexedBytes ? new LineIndex() : null;
}
