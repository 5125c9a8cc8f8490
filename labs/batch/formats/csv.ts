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
import { columns, type FeedRow, type ReadRow } from "../row.ts";
import { RowParser } from "./csv_parser.ts";
import { RowTaker } from "./csv_rows.ts";
import type { Format } from "./format.ts";
import { smallPages } from "./small_pages.ts";
import { encode, textOf } from "./utf8.ts";

/** Only such a cell needs quotes; RFC 4180 has no other rule for a writer. */
const special = /[",\r\n]/;
const cell = (text: string): string =>
  special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const lineOf = ({ row_id, op, user, seq, note, points, message_id, business_at }: FeedRow) =>
  `${cell(row_id)},${cell(op)},${cell(user)},${cell(seq)},${cell(note)},${cell(points)},` +
  `${cell(message_id)},${cell(business_at)}\r\n`;

export const csv: Format = {
  name: "csv",
  async *encode(rows) {
    yield encode(`${columns.join(",")}\r\n`);
    for await (const page of smallPages(rows)) yield encode(page.map(lineOf).join(""));
  },
  async *decode(bytes) {
    const taker = new RowTaker();
    let parser: RowParser | null = null;
    for await (const text of textOf(bytes)) {
      const page: readonly ReadRow[] = parser === null
        ? taker.take(text)
        : await parser.write(text);
      if (page.length > 0) yield page;
      if (taker.isAtEnd) parser ??= new RowParser(taker);
    }
    parser ??= new RowParser(taker);
    const page = await parser.end();
    if (page.length > 0) yield page;
  },
};
