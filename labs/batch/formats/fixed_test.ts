import assert from "node:assert/strict";
import { testCases, textOf } from "./testing/cases.ts";
import { fixed } from "./fixed.ts";
import { fileOf, rowOf } from "./testing/files.ts";

const text = await textOf(fixed);
const row = text.slice(text.indexOf("\n") + 1, text.indexOf("note 2")).split(/(?<=note 1\n)/)[0];
testCases(fixed, [
  ["line ends of Windows", text.replaceAll("\n", "\r\n"), /^refused: the header must be/],
  [
    "line ends of Windows in the rows",
    text.replace(/(?<=note \d)\n/g, "\r\n"),
    /^refused: row 1 does not end where/,
  ],
  [
    "a note that is longer than its length",
    text.replace("note 2", "note 22"),
    /^refused: row 2 does not end where/,
  ],
  [
    "a note that is counted in characters",
    text.replace("note 2", "봄ote 2"),
    /^refused: row 2 does not end where/,
  ],
  [
    "a length that is no number",
    text.replace("6u2", "-u2"),
    /^refused: row 2 has the length " {8}-"$/,
  ],
  [
    "a length of hundreds of megabytes",
    text.replace("        6u2", "600000000u2"),
    /^refused: .*cut off after row 2/,
  ],
  [
    "a row too many",
    text.replace("T  ", `${row}T  `),
    /^refused: the trailer counts 3 rows; there are 4$/,
  ],
  [
    "a row too few",
    text.replace(row, ""),
    /^refused: the trailer counts 3 rows; there are 2$/,
  ],
  [
    "no trailer",
    text.slice(0, text.indexOf("T  ")),
    /^refused: the file was cut off after row 3: it has no trailer$/,
  ],
  ["bytes after the trailer", `${text}\n`, /^refused: bytes stand after the trailer$/],
  [
    "another type of record",
    text.replace("T  ", "X  "),
    /^refused: D or T must stand after row 3/,
  ],
  ["a wrong header", text.replace("0001", "0002"), /^refused: the header must be/],
]);

Deno.test("fixed: a cell that does not fit is not cut", async () => {
  for (const changes of [{ row_id: "1".repeat(20) }, { op: "１" }, { seq: "1 " }]) {
    await assert.rejects(
      fileOf(fixed, [rowOf(1, changes)]),
      /does not fit into \d+ bytes of ASCII/,
    );
  }
});
