/** Rows in the text format of PostgreSQL's COPY, for the table `staging`. */
import type { GoodRow } from "./row.ts";

const special = /[\\\n\r\t]/;
const everySpecial = /[\\\n\r\t]/g;
const written: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

const cell = (text: string): string =>
  special.test(text) ? text.replaceAll(everySpecial, (character) => written[character]) : text;

export function copyText(rows: readonly GoodRow[]): string {
  let text = "";
  for (const one of rows) {
    const { line, plain } = one;
    if (plain !== undefined) {
      text += `${line}\t${cell(plain).replaceAll(",", "\t")}\n`;
      continue;
    }
    const { row } = one;
    text +=
      `${line}\t${row.row_id}\t${row.op}\t${cell(row.user)}\t${row.seq}\t${cell(row.note)}\t` +
      `${row.points}\t${row.message_id}\t${row.business_at}\n`;
  }
  return text;
}
