/** Reads the wanted lines of a file that has an index, and no others. */
import { noInput } from "../errors.ts";
import type { LineReader } from "./line.ts";
import type { LineIndex, Wanted } from "./line_index.ts";
import type { LineUse } from "./line_use.ts";

type Place = { readonly start: number; readonly end: number };

/** Lines nearer to one another are read together, with the bytes between them. */
const nearBytes = 1 << 14;
const mostBytes = 1 << 20;

/** @throws Refusal (66) where the file cannot be read */
export async function eachWanted(
  path: string,
  index: LineIndex,
  wanted: Wanted,
  reader: LineReader,
  use: LineUse,
): Promise<void> {
  const skipped = index.counts.slice();
  try {
    using file = await Deno.open(path);
    let near: Place[] = [];
    for (const place of index.places(wanted)) {
      const isNear = near.length === 0 ||
        (place.start - near.at(-1)!.end <= nearBytes && place.end - near[0].start <= mostBytes);
      if (!isNear) {
        await readLines(file, near, reader, use, skipped);
        near = [];
      }
      near.push(place);
    }
    if (near.length > 0) await readLines(file, near, reader, use, skipped);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw noInput(`'${path}' cannot be read: ${error.message}`, error);
  }
  if (use.skipped === undefined) return;
  for (const [kind, count] of skipped.entries()) if (count > 0) use.skipped(kind, count);
}

async function readLines(
  file: Deno.FsFile,
  places: readonly Place[],
  reader: LineReader,
  use: LineUse,
  skipped: Uint32Array,
): Promise<void> {
  const from = places[0].start;
  const bytes = await bytesIn(file, from, places.at(-1)!.end);
  for (const { start } of places) {
    const [p, stop] = [start - from, bytes.indexOf(0x0a, start - from)];
    if (stop < 0) return; // the file became shorter
    const next = reader.read(bytes, p);
    if (next < 0) use.slow(bytes.subarray(p, stop));
    else {
      skipped[reader.kind]--;
      use.fast(bytes, p, next);
    }
  }
}

/** The last line of a file may have no line feed; here each has one. */
async function bytesIn(file: Deno.FsFile, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from + 1);
  let length = 0;
  await file.seek(from, Deno.SeekMode.Start);
  while (length < to - from) {
    const got = await file.read(bytes.subarray(length, to - from));
    if (got === null) break;
    length += got;
  }
  bytes[length] = 0x0a;
  return bytes.subarray(0, length + 1);
}
