/** The contract of a format of files: it turns rows into bytes and bytes into rows, piece by piece. */
import type { FeedRow, ReadRow } from "../row.ts";

export interface Format {
  /** A word of `--format`, and the ending of the files. */
  readonly name: string;
  /**
   * The whole file, with its header where the format has one. A file without rows is not empty.
   *
   * @throws TypeError where a cell is no text of Unicode (half a surrogate pair)
   */
  encode(rows: AsyncIterable<readonly FeedRow[]>): AsyncIterable<Uint8Array>;
  /**
   * The rows of a file. A row that cannot be read is a bad row, and the reading goes on.
   *
   * @throws NotThisFormat where the file as a whole cannot be read
   */
  decode(bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly ReadRow[]>;
}

/** The file is cut off, or is no file of this format. */
export class NotThisFormat extends Error {
  override name = "NotThisFormat";
}

/**
 * No format holds more of a row in memory, counted in bytes or characters. A format that knows where
 * a longer row ends makes a bad row of it; the others refuse the file.
 */
export const longestRow = 16 * 2 ** 20;

/** The header of a file names each column once, in any order. */
export function mustBeColumns(named: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((column) => !named.includes(column));
  if (missing.length > 0) throw new NotThisFormat(`the header lacks ${missing.join(", ")}`);
  if (named.length === expected.length) return;
  const other = named.find((column, i) => !expected.includes(column) || named.indexOf(column) < i);
  throw new NotThisFormat(
    `the header has ${JSON.stringify(other)}, which is no column or is there twice`,
  );
}
