/** The lines of a file, streamed. */
import { noInput } from "../errors.ts";

/** Whole lines: `bytes[start, end)`. The last byte is a line feed. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The place of `bytes[start]` in the file. */
  readonly at: number;
  /** The block is one line that is too long to pass on, and has no bytes. */
  readonly isTooLong?: true;
}

const firstBufferBytes = 1 << 20;
/** A longer line is no event, and a history of such lines must not fill the memory. */
export const longestLineBytes = 64 << 20;
const lineFeed = 0x0a;

/**
 * Calls `use` with the file in blocks of whole lines. The last line gets a line feed where it has
 * none. A block is valid until `use` returns. A line over `longestLineBytes` is a block of its own.
 *
 * @param raw gets every byte of the file, in order
 * @throws Refusal (66) where the file cannot be read.
 */
export async function eachBlock(
  path: string,
  use: (block: Block) => void,
  raw: (bytes: Uint8Array) => void = () => {},
): Promise<void> {
  using file = await open(path);
  let bytes = new Uint8Array(firstBufferBytes);
  /** Bytes at the start of the buffer that have no line feed yet. */
  let pending = 0;
  let skipping = false;
  /** The place of the buffer's first byte in the file. */
  let at = 0;
  for (;;) {
    if (pending === bytes.length) {
      if (pending >= longestLineBytes) {
        if (!skipping) use(tooLong);
        skipping = true;
        at += pending;
        pending = 0;
      } else {
        const wider = new Uint8Array(bytes.length * 2);
        wider.set(bytes);
        bytes = wider;
      }
    }
    const got = await read(file, path, bytes.subarray(pending));
    if (got === null) break;
    raw(bytes.subarray(pending, pending + got));
    let start = 0;
    if (skipping) {
      const stop = bytes.subarray(pending, pending + got).indexOf(lineFeed);
      if (stop < 0) {
        at += pending + got;
        pending = 0;
        continue;
      }
      start = pending + stop + 1;
      skipping = false;
    }
    const length = pending + got;
    const last = bytes.subarray(0, length).lastIndexOf(lineFeed, length);
    const end = Math.max(start, last + 1);
    if (end > start) use({ bytes, start, end, at: at + start });
    bytes.copyWithin(0, end, length);
    pending = length - end;
    at += end;
  }
  if (pending > 0 && !skipping) {
    const rest = new Uint8Array(pending + 1);
    rest.set(bytes.subarray(0, pending));
    rest[pending] = lineFeed;
    use({ bytes: rest, start: 0, end: pending + 1, at });
  }
}

const tooLong: Block = { bytes: new Uint8Array(0), start: 0, end: 0, at: 0, isTooLong: true };

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw noInput(`'${path}' cannot be read: ${(error as Error).message}`, error);
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
    throw noInput(`'${path}' cannot be read: ${(error as Error).message}`, error);
  }
}
