/** The parser of CSV, for all that is left after the rows that a pattern finds. */
import { Buffer } from "node:buffer";
import { parse, type Parser } from "csv-parse";
import { badRow, checked, type Column, columns, type FeedRow, type ReadRow } from "../row.ts";
import type { RowTaker } from "./csv_rows.ts";
import { longestRow, mustBeColumns, NotThisFormat } from "./format.ts";

/** The parser hands each row over while it takes a piece of text, so no queue of rows grows. */
export class RowParser {
  readonly #parser: Parser;
  #toRow: ((cells: readonly string[]) => FeedRow) | null = null;
  #page: ReadRow[] = [];
  #count: number;
  #error: Error | null = null;

  constructor({ hasHeader, count, lines, rest }: RowTaker) {
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
    if (hasHeader) this.#toRow = rowMaker(columns);
    this.#count = count;
    // The parser names lines in its errors.
    (this.#parser.info as { lines: number }).lines += lines;
    if (rest !== "") this.#parser.write(Buffer.from(rest));
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
  toRow: (cells: readonly string[]) => FeedRow,
  cells: readonly string[],
): ReadRow {
  if (cells.length === columns.length) return checked(line, toRow(cells));
  const reason = `${cells.length} cells where the header has ${columns.length}`;
  return badRow(line, reason, cells.join(","));
}
