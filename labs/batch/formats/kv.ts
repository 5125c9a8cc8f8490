/**
 * A row a line, as logfmt has it: `row_id=7 op=3 note="she said \"yes\"" …`. A value with a space, a
 * quote, an equals sign, a backslash or a control character stands in quotes, with the escapes of
 * JSON; so does the empty value. The first line names the columns: `columns=row_id,op,…`.
 *
 * A file that was cut off within a line is recognised, because each line ends with a line feed. One
 * that was cut off between two lines looks whole: only the manifest tells.
 */
import { badRow, checked, columns, type FeedRow, notUtf8, type ReadRow } from "../row.ts";
import { type Format, longestRow, mustBeColumns, NotThisFormat } from "./format.ts";
import { isTooLong, linesOf } from "./lines.ts";
import { endOfQuoted } from "./quoted.ts";
import { smallPages } from "./small_pages.ts";
import { encode, textOf } from "./utf8.ts";

export const kv: Format = {
  name: "kv",
  async *encode(rows) {
    yield encode(`columns=${columns.join(",")}\n`);
    for await (const page of smallPages(rows)) yield encode(page.map(lineOf).join(""));
  },
  async *decode(bytes) {
    let isHeader = true;
    let row = 0;
    for await (const { lines, rest } of linesOf(textOf(bytes))) {
      if (rest !== undefined) throw new NotThisFormat(`the file was cut off in row ${row + 1}`);
      const page: ReadRow[] = [];
      for (const line of lines) {
        if (isHeader) mustBeHeader(line);
        else page.push(readRow(++row, line));
        isHeader = false;
      }
      if (page.length > 0) yield page;
    }
    if (isHeader) throw new NotThisFormat("the file has no header");
  },
};

const lineOf = (row: FeedRow): string =>
  `${columns.map((column) => `${column}=${valueOf(row[column])}`).join(" ")}\n`;

/** A value that needs no quotes. */
const bare = /^[^\s"=\\\p{Cc}]+$/u;

const valueOf = (cell: string): string => bare.test(cell) ? cell : JSON.stringify(cell);

/** Windows ends lines with CRLF. Values escape a carriage return, so this one ends the line. */
const withoutReturn = (line: string) => line.endsWith("\r") ? line.slice(0, -1) : line;

function mustBeHeader(line: string): void {
  const found = /^columns=(\S{0,1000})$/.exec(withoutReturn(line.slice(0, 2_000)));
  if (found === null) throw new NotThisFormat("the first line must be columns=row_id,op,…");
  mustBeColumns(found[1].split(","), columns);
}

function readRow(row: number, line: string): ReadRow {
  const bad = (reason: string) => badRow(row, reason, line);
  if (isTooLong(line)) return bad(`the line has more than ${longestRow} characters`);
  if (line.includes(notUtf8)) return bad("the line is not valid UTF-8");
  const cells = cellsIn(withoutReturn(line));
  return typeof cells === "string" ? bad(cells) : checked(row, cells, line);
}

/** The pairs of a line; a text says why there are none. */
function cellsIn(line: string): Record<string, string> | string {
  const cells: Record<string, string> = {};
  for (let at = 0; at < line.length;) {
    const equals = line.indexOf("=", at);
    if (equals < 0) return `no equals sign after ${shown(line.slice(at))}`;
    const key = line.slice(at, equals);
    if (!isColumn(key)) return `${shown(key)} is no column of this feed`;
    if (key in cells) return `${key} is there twice`;
    const end = endOfValue(line, equals + 1);
    if (end < 0) return `${key} has no closing quote`;
    if (end < line.length && line[end] !== " ") return `a space must stand after ${key}`;
    const value = readValue(line.slice(equals + 1, end));
    if (value === null) return `${key} has a wrong escape, or a quote or backslash without quotes`;
    cells[key] = value;
    at = end + 1;
  }
  return cells;
}

const names = new Set<string>(columns);
const isColumn = (name: string): boolean => names.has(name);
const shown = (text: string): string => JSON.stringify(text.slice(0, 40));

function endOfValue(line: string, start: number): number {
  if (line[start] === '"') {
    const quote = endOfQuoted(line, start);
    return quote < 0 ? quote : quote + 1;
  }
  const space = line.indexOf(" ", start);
  return space < 0 ? line.length : space;
}

function readValue(text: string): string | null {
  if (text[0] !== '"') return text === "" || bare.test(text) ? text : null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
