/** What a fault does to the bytes of a file. It asks the file's format what is left, so it works for each of them. */
import type { Format } from "./formats/format.ts";
import { type FeedRow, isBad } from "./row.ts";

type Reader = Pick<Format, "decode">;

/** The most line ends that are tried: a line feed may stand inside a cell. */
const mostTries = 50;
const lineFeed = 10;
const firstDigit = 48;

/**
 * The first half of the file: up to the end of a row where this is still a file of its format, else
 * up to the middle. Null where the file has no rows.
 */
export async function firstHalf(bytes: Uint8Array, format: Reader): Promise<Uint8Array | null> {
  const rows = await rowsOf(bytes, format);
  if (rows === null || rows.length === 0) return null;
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  let end = half.length;
  for (let i = 0; i < mostTries && end > 0; i++) {
    end = half.lastIndexOf(lineFeed, end - 1) + 1;
    const part = half.subarray(0, end);
    if (end > 0 && await rowsOf(part, format) !== null) return part;
    end--;
  }
  return half;
}

/**
 * The file with another last digit in the points of its first row, with the same length. Null where it
 * has no rows.
 */
export async function withOtherPoints(
  bytes: Uint8Array,
  format: Reader,
): Promise<Uint8Array | null> {
  const rows = await rowsOf(bytes, format);
  if (rows === null || rows.length === 0) return null;
  const [{ points }] = rows;
  const text = new TextDecoder("latin1").decode(bytes);
  for (let at = text.indexOf(points); at >= 0; at = text.indexOf(points, at + 1)) {
    const changed = bytes.slice();
    const place = at + points.length - 1;
    const digit = bytes[place] - firstDigit;
    changed[place] = firstDigit + (digit === 9 ? 8 : digit + 1);
    const now = await rowsOf(changed, format);
    if (now !== null && isPointsAlone(rows, now)) return changed;
  }
  return null;
}

/** Nothing differs but the points of the first row. */
function isPointsAlone(before: readonly FeedRow[], after: readonly FeedRow[]): boolean {
  const [first, ...others] = before;
  const [changed, ...same] = after;
  return changed.points !== first.points &&
    JSON.stringify([{ ...changed, points: first.points }, ...same]) ===
      JSON.stringify([first, ...others]);
}

/** Its rows in their order; null where it has a bad one, or is no file of this format. */
async function rowsOf(bytes: Uint8Array, format: Reader): Promise<FeedRow[] | null> {
  const rows: FeedRow[] = [];
  try {
    for await (const page of format.decode(once(bytes))) {
      for (const read of page) {
        if (isBad(read)) return null;
        rows.push(read.row);
      }
    }
  } catch {
    return null;
  }
  return rows;
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}
