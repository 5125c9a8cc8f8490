/** The lines of a file, each read by the fast reader or left as bytes for the careful reader. */
import { Refusal } from "../errors.ts";
import { eachBlock } from "./files.ts";
import type { LineReader } from "./line.ts";
import type { Wanted } from "./line_index.ts";
import type { LineUse } from "./line_use.ts";
import type { Source } from "./source.ts";
import { eachWanted } from "./wanted_lines.ts";

/**
 * Calls `use` with every line that is not too long. A role's file that cannot be read is skipped.
 *
 * @param wanted the lines that `use` needs; others may come too
 * @throws Refusal (66) where any other file cannot be read.
 */
export async function eachLine(
  source: Source,
  reader: LineReader,
  use: LineUse,
  wanted: Wanted | null = null,
): Promise<void> {
  if (source.trouble !== null) return;
  try {
    const { path, index } = source;
    if (index !== null && wanted !== null) await eachWanted(path, index, wanted, reader, use);
    else await linesOf(path, reader, use);
  } catch (error) {
    if (source.keeper !== "role" || !(error instanceof Refusal)) throw error;
  }
}

async function linesOf(path: string, reader: LineReader, use: LineUse): Promise<void> {
  let isFirst = true;
  await eachBlock(path, ({ bytes, start, end }) => {
    let p = isFirst ? afterByteOrderMark(bytes, start) : start;
    isFirst = false;
    while (p < end) {
      const next = reader.read(bytes, p);
      const stop = next < 0 ? bytes.indexOf(0x0a, p) + 1 : next;
      if (next < 0) use.slow(bytes.subarray(p, stop - 1));
      else use.fast(bytes, p, stop);
      p = stop;
    }
  });
}

/** The place where the text begins, after a byte order mark. */
export function afterByteOrderMark(bytes: Uint8Array, start: number): number {
  const isMarked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMarked ? start + 3 : start;
}
