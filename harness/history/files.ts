/** The lines of a file, streamed. */
import { noInput } from "../errors.ts";

/** Whole lines: `bytes[start, end)`, the last byte of which is a line feed. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** It is one line, too long to be handed over: there are no bytes of it. */
  readonly isTooLong?: true;
}

const firstBufferBytes = 1 << 20;
/** A longer line is no event, and a history of them must not fill the memory. */
export const longestLineBytes = 64 << 20;
const lineFeed = 0x0a;

/**
 * Hands over the file in blocks of whole lines; the last line gets a line feed where it has none.
 * A block is good until the callback returns. A line over `longestLineBytes` is a block of its own,
 * which says so and has no bytes.
 */
export async function eachBlock(path: string, use: (block: Block) => void): Promise<void> {
  using file = await open(path);
  let bytes = new Uint8Array(firstBufferBytes);
  let held = 0;
  let skipping = false;
  for (;;) {
    if (held === bytes.length) {
      if (held >= longestLineBytes) {
        if (!skipping) use(tooLong);
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

const tooLong: Block = { bytes: new Uint8Array(0), start: 0, end: 0, isTooLong: true };

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
