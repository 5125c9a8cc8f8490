/**
 * CSV as RFC 4180 has it: a header, cells in quotes where needed, line feeds allowed inside quotes.
 *
 * A cell that begins with `=` stays as it is: a spreadsheet must guard itself when it opens the file.
 * The file must not change for its other readers.
 *
 * A quote at a wrong place makes the whole file unreadable: nothing tells where the next row begins.
 * A cut within quotes is recognised. A row that was cut elsewhere has too few cells or a wrong one. A
 * cut between two rows shows nowhere: only the manifest tells.
 */
import { Buffer } from "node:buffer";
import { parse, type Parser } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import { badRow, checked, type Column, columns, type FeedRow, type ReadRow } from "../row.ts";
import { type Format, longestRow, mustBeColumns, NotThisFormat } from "./format.ts";
import { smallPages } from "./small_pages.ts";
import { encode, textOf } from "./utf8.ts";

const cellsOf = (row: FeedRow): string[] => columns.map((column) => row[column]);

/** Without the second option, a cell with a line feed or a carriage return alone would stand without quotes. */
const options = { record_delimiter: "\r\n", quote_record_delimiter: true } as const;
const lines = (rows: readonly (readonly string[])[]) =>
  encode(stringify(rows as string[][], options));

export const csv: Format = {
  name: "csv",
  async *encode(rows) {
    yield lines([columns]);
    for await (const page of smallPages(rows)) yield lines(page.map(cellsOf));
  },
  async *decode(bytes) {
    const reader = new RowReader();
    for await (const text of textOf(bytes)) {
      const page = await reader.write(text);
      if (page.length > 0) yield page;
    }
    const page = await reader.end();
    if (page.length > 0) yield page;
  },
};

/** The parser hands each row over while it takes a piece of text, so no queue of rows grows. */
class RowReader {
  readonly #parser: Parser;
  #toRow: ((cells: readonly string[]) => Record<string, string>) | null = null;
  #page: ReadRow[] = [];
  #count = 0;
  #error: Error | null = null;

  constructor() {
    this.#parser = parse({
      relax_column_count: true,
      max_record_size: longestRow,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (cells: string[]) => {
        this.#take(cells);
        return null;
      },
    });
    this.#parser.on("error", (error) => this.#error = error);
    this.#parser.resume();
  }

  #take(cells: readonly string[]): void {
    if (this.#toRow === null) this.#toRow = rowMaker(cells);
    else this.#page.push(readRow(++this.#count, this.#toRow, cells));
  }

  async write(text: string): Promise<readonly ReadRow[]> {
    const { promise, resolve } = Promise.withResolvers<Error | null | undefined>();
    this.#parser.write(Buffer.from(text), resolve);
    return this.#pageUnless(await promise);
  }

  async end(): Promise<readonly ReadRow[]> {
    const { promise, resolve } = Promise.withResolvers<Error | null | undefined>();
    this.#parser.on("error", resolve).on("end", () => resolve(null)).end();
    const page = this.#pageUnless(await promise);
    if (this.#toRow === null) throw new NotThisFormat("the file has no header");
    return page;
  }

  #pageUnless(error: Error | null | undefined): readonly ReadRow[] {
    const cause = this.#error ?? error;
    if (cause instanceof NotThisFormat) throw cause;
    if (cause) throw new NotThisFormat(`row ${this.#count + 1}: ${cause.message}`, { cause });
    const page = this.#page;
    this.#page = [];
    return page;
  }
}

function rowMaker(header: readonly string[]): (cells: readonly string[]) => FeedRow {
  mustBeColumns(header, columns);
  const at = Object.fromEntries(header.map((column, i) => [column, i])) as Record<Column, number>;
  return (cells) => ({
    row_id: cells[at.row_id],
    op: cells[at.op],
    user: cells[at.user],
    seq: cells[at.seq],
    note: cells[at.note],
    points: cells[at.points],
    message_id: cells[at.message_id],
    business_at: cells[at.business_at],
  });
}

function readRow(
  line: number,
  toRow: (cells: readonly string[]) => Record<string, string>,
  cells: readonly string[],
): ReadRow {
  if (cells.length === columns.length) return checked(line, toRow(cells));
  const reason = `${cells.length} cells where the header has ${columns.length}`;
  return badRow(line, reason, cells.join(","));
}
