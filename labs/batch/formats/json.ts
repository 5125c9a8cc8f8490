/**
 * JSON Lines: an object a line, after a line that names the columns. All cells are texts, because
 * most programs read a JSON number as a double and so change numbers above 2^53.
 *
 * A file that was cut off within a line is recognised. One that was cut off between two lines looks
 * whole: only the manifest tells.
 */
import { badRow, checked, columns, type FeedRow, notUtf8, type ReadRow } from "../row.ts";
import { type Format, longestRow, mustBeColumns, NotThisFormat } from "./format.ts";
import { isTooLong, linesOf } from "./lines.ts";
import { endOfQuoted } from "./quoted.ts";
import { smallPages } from "./small_pages.ts";
import { encode, textOf } from "./utf8.ts";

export const json: Format = {
  name: "json",
  async *encode(rows) {
    yield encode(`${JSON.stringify({ columns })}\n`);
    for await (const page of smallPages(rows)) yield encode(page.map(lineOf).join(""));
  },
  async *decode(bytes) {
    let isHeader = true;
    let row = 0;
    for await (const { lines, rest } of linesOf(textOf(bytes))) {
      const page: ReadRow[] = [];
      for (const line of lines) {
        if (isHeader) mustBeHeader(line);
        else page.push(readRow(++row, line));
        isHeader = false;
      }
      if (rest !== undefined) page.push(lastRow(row + 1, rest, isHeader));
      if (page.length > 0) yield page;
    }
    if (isHeader) throw new NotThisFormat("the file has no header");
  },
};

/** The cells in the order of the columns, and no other property. */
const cellNames = [...columns];
const lineOf = (row: FeedRow): string => `${JSON.stringify(row, cellNames)}\n`;

function mustBeHeader(line: string): void {
  const named = columnsIn(line);
  if (named === null) throw new NotThisFormat('the first line must be {"columns":[…]}');
  mustBeColumns(named, columns);
}

function columnsIn(line: string): string[] | null {
  if (line.length > 10_000) return null;
  try {
    const { columns: named } = JSON.parse(line);
    const isRight = Array.isArray(named) && named.every((name) => typeof name === "string");
    return isRight ? named : null;
  } catch {
    return null;
  }
}

/** A last line without its line feed is whole where it is a whole object. */
function lastRow(row: number, line: string, isHeader: boolean): ReadRow {
  if (isHeader) throw new NotThisFormat("the file was cut off in its header");
  if (/\}\s*$/.test(line.slice(-100))) {
    const read = readRow(row, line);
    if ("row" in read) return read;
  }
  throw new NotThisFormat(`the file was cut off in row ${row}`);
}

function readRow(row: number, line: string): ReadRow {
  const bad = (reason: string) => badRow(row, reason, line);
  if (isTooLong(line)) return bad(`the line has more than ${longestRow} characters`);
  if (line.includes(notUtf8)) return bad("the line is not valid UTF-8");
  const texts = textsIn(line);
  if (texts === null) return bad("a list or an object stands in a cell; each cell must be a text");
  let cells: unknown;
  try {
    cells = JSON.parse(line);
  } catch (error) {
    return bad((error as Error).message);
  }
  if (typeof cells !== "object" || cells === null || Array.isArray(cells)) {
    return bad("the line must be an object");
  }
  const read = checked(row, cells as Record<string, unknown>, line);
  // The parser keeps the last of two cells of one name and does not tell.
  return "row" in read && texts > 2 * columns.length ? bad("a cell is there twice") : read;
}

/** The number of texts in a line; null where a list or an object stands in the object. */
function textsIn(line: string): number | null {
  let texts = 0;
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '"') {
      at = endOfQuoted(line, at);
      if (at < 0) return texts;
      texts++;
    } else if ((char === "{" || char === "[") && ++depth > 1) return null;
  }
  return texts;
}
