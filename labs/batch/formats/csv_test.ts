import assert from "node:assert/strict";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { columns } from "../row.ts";
import { testCases, textOf } from "./testing/cases.ts";
import { csv } from "./csv.ts";
import { fileOf, rowOf, rows } from "./testing/files.ts";

const text = await textOf(csv);
const header = columns.join(",");
const other = columns.toReversed();
const cell = (op: number) => ({ ...rowOf(op), note: "봄" });
testCases(csv, [
  ["line feeds alone", text.replaceAll("\r\n", "\n"), /^1,2,3$/],
  ["carriage returns alone", text.replaceAll("\r\n", "\r"), /^1,2,3$/],
  ["no line feed at the end", text.trimEnd(), /^1,2,3$/],
  ["a missing cell", text.replace("note 2,", ""), /^1,3 \| 2: 7 cells where the header has 8$/],
  ["a cell too many", text.replace("note 2", "a,b"), /^1,3 \| 2: 9 cells/],
  ["an empty line", text.replace("\r\n", "\r\n\r\n"), /^1,2,3 \| 1: 1 cells/],
  [
    "a quote that is not closed",
    text.replace("note 2", '"note 2'),
    /^refused: row 2: Quote Not Closed/,
  ],
  [
    "a quote inside a bare cell",
    text.replace("note 2", 'a"b'),
    /^refused: row 2: Invalid Opening Quote/,
  ],
  [
    "text after a closing quote",
    text.replace("note 2", '"a"b'),
    /^refused: row 2: Invalid Closing Quote/,
  ],
  ["columns in another order", `${other}\n${other.map((column) => cell(4)[column])}`, /^4$/],
  [
    "a header without a column",
    text.replace(",points", ""),
    /^refused: the header lacks points$/,
  ],
  ["a header with a column twice", text.replace(",seq", ",seq,seq"), /^refused: .*"seq".*twice/],
  ["a header with another column", text.replace(",seq", ",seq,iban"), /^refused: .*"iban"/],
  ["no header", text.slice(header.length + 2), /^refused: the header lacks/],
]);

Deno.test("csv: rows are written as a well-known library writes them", async () => {
  const options = { header: true, columns, record_delimiter: "\r\n", quote_record_delimiter: true };
  await fc.assert(
    fc.asyncProperty(rows, async (sent) => {
      assert.equal((await fileOf(csv, sent)).toString(), stringify(sent, { ...options }));
    }),
    { numRuns: 1_000 },
  );
});
