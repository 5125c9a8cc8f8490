/**
 * Rows of CSV found by a pattern: many times faster than a parser that looks at each character.
 *
 * The pattern takes a row only where it is whole and each of its cells is either bare, without quotes
 * and line breaks, or in quotes from its first character to its last. Such a row has one meaning. For
 * all others this file leaves the decision to the parser.
 */
import {
  bigintPattern,
  checked,
  columns,
  type FeedRow,
  type GoodRow,
  instantPattern,
  intPattern,
  longestUser,
  type ReadRow,
  uuidPattern,
} from "../row.ts";

const bare = String.raw`[^",\r\n]*`;
const quoted = String.raw`"[^"]*(?:""[^"]*)*"`;
const cell = `(${bare}|${quoted})`;
const anyRow = new RegExp(`${columns.map(() => cell).join(",")}\r?\n`, "y");

const note = String.raw`[^",\r\n\0]`;
/** Bare cells whose values are right, in the order of `columns`. */
const rightCells = [
  bigintPattern,
  bigintPattern,
  `${note}{1,${longestUser}}`,
  intPattern,
  `${note}*`,
  intPattern,
  uuidPattern,
  instantPattern,
];
const rightRow = new RegExp(`${rightCells.join(",")}\r?\n`, "y");

/** A longer row is left to the parser, which knows the limit of a row. Counted in characters. */
const longestHere = 2 ** 16;

const header = new RegExp(`${columns.join(",")}\r?\n`, "y");

/** Takes rows from the start of a text that comes in pieces, until there is one for the parser. */
export class RowTaker {
  hasHeader = false;
  /** The number of rows that were taken. */
  count = 0;
  /** The number of lines that were taken: a cell may have several. */
  lines = 0;
  /** What was not taken. */
  rest = "";

  take(piece: string): readonly ReadRow[] {
    const text = this.rest + piece;
    const page: ReadRow[] = [];
    let from = this.hasHeader ? 0 : this.#takeHeader(text);
    if (this.hasHeader) {
      for (let to; (to = this.#takeRow(text, from, page)) > from;) from = to;
    }
    this.rest = text.slice(from);
    return page;
  }

  /** True where the rest is for the parser. */
  get isAtEnd(): boolean {
    return this.rest.length > longestHere;
  }

  #takeHeader(text: string): number {
    header.lastIndex = 0;
    this.hasHeader = header.test(text);
    this.lines += Number(this.hasHeader);
    return header.lastIndex;
  }

  /** @returns where the next row begins */
  #takeRow(text: string, from: number, page: ReadRow[]): number {
    rightRow.lastIndex = from;
    if (rightRow.test(text)) {
      const { lastIndex } = rightRow;
      page.push(new PlainRow(++this.count, withoutBreak(text, from, lastIndex)));
      this.lines++;
      return lastIndex;
    }
    anyRow.lastIndex = from;
    const found = anyRow.exec(text);
    if (found === null) return from;
    const row = rowOf(found.slice(1).map((one) => this.#cell(one)));
    page.push(checked(++this.count, row));
    this.lines++;
    return anyRow.lastIndex;
  }

  #cell(text: string): string {
    if (!text.startsWith('"')) return text;
    this.lines += text.match(/[\r\n]/g)?.length ?? 0;
    return text.slice(1, -1).replaceAll('""', '"');
  }
}

const carriageReturn = 13;

const withoutBreak = (text: string, from: number, to: number): string =>
  text.slice(from, text.charCodeAt(to - 2) === carriageReturn ? to - 2 : to - 1);

/** A row without quotes. Most rows are only copied, so its cells are parted when somebody asks. */
class PlainRow implements GoodRow {
  constructor(readonly line: number, readonly plain: string) {}

  get row(): FeedRow {
    return rowOf(this.plain.split(","));
  }
}

const rowOf = ([row_id, op, user, seq, note, points, message_id, business_at]: string[]) => ({
  row_id,
  op,
  user,
  seq,
  note,
  points,
  message_id,
  business_at,
});
