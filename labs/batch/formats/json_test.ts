import { columns } from "../row.ts";
import { testCases, textOf } from "./testing/cases.ts";
import { json } from "./json.ts";
import { rowOf } from "./testing/files.ts";

const text = await textOf(json);
const note = '"note 2"';
const deep = "[".repeat(1_000) + "]".repeat(1_000);
testCases(json, [
  ["line ends of Windows", text.replaceAll("\n", "\r\n"), /^1,2,3$/],
  ["no line feed at the end", text.trimEnd(), /^1,2,3$/],
  ["spaces and another order", `{"columns":${JSON.stringify(columns)}}\n${spaced()}\n`, /^4$/],
  ["1,000 levels", text.replace(note, deep), /^1,3 \| 2: a list or an object stands in a cell/],
  ["1,000 levels, not closed", text.replace(note, "[".repeat(1_000)), /^1,3 \| 2: a list/],
  ["a line of brackets", text.replace("\n", `\n${"[".repeat(1e6)}\n`), /^1,2,3 \| 1: a list/],
  ["a cell twice", text.replace(note, '"a","note":"b"'), /^1,3 \| 2: a cell is there twice$/],
  [
    "a cell twice, escaped",
    text.replace(note, '"a","n\\u006fte":"b"'),
    /^1,3 \| 2: a cell is there twice$/,
  ],
  ["a missing cell", text.replace(`"note":${note},`, ""), /^1,3 \| 2: note is missing$/],
  ["another cell", text.replace(note, '"a","iban":"b"'), /^1,3 \| 2: "iban" is no column/],
  [
    "a prototype",
    text.replace(note, '"a","__proto__":"b"'),
    /^1,3 \| 2: "__proto__" is no column/,
  ],
  [
    "a number above 2^53",
    text.replace('"9007199254740995"', "9007199254740995"),
    /^1,3 \| 2: row_id must be a text/,
  ],
  ["null", text.replace(note, "null"), /^1,3 \| 2: note must be a text/],
  ["a quote that is not closed", text.replace(note, '"note 2'), /^1,3 \| 2: ./],
  [
    "half a surrogate pair",
    text.replace(note, '"\\ud83d"'),
    /^1,3 \| 2: note has half a surrogate pair/,
  ],
  ["no object", text.replace("\n", '\n"text"\n'), /^1,2,3 \| 1: the line must be an object$/],
  ["an empty line", text.replace("\n", "\n\n"), /^1,2,3 \| 1: ./],
  [
    "a list of all rows",
    `[${text.trim().replaceAll("\n", ",")}]\n`,
    /^refused: the first line must be/,
  ],
  [
    "a header without a column",
    text.replace('"points",', ""),
    /^refused: the header lacks points$/,
  ],
  ["a header of 1,000 levels", `{"columns":${deep}}\n`, /^refused: the first line must be/],
  ["cut off within a row", text.slice(0, -5), /^refused: the file was cut off in row 3$/],
  [
    "cut off within the header",
    text.slice(0, 20),
    /^refused: the file was cut off in its header$/,
  ],
]);

function spaced(): string {
  const cells = columns.toReversed().map((column) => [column, rowOf(4)[column]]);
  return JSON.stringify(Object.fromEntries(cells), null, "\t").replaceAll("\n", " ");
}
