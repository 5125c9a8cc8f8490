import { testCases, textOf } from "./testing/cases.ts";
import { kv } from "./kv.ts";

const text = await textOf(kv);
const note = '"note 2"';
testCases(kv, [
  ["line ends of Windows", text.replaceAll("\n", "\r\n"), /^1,2,3$/],
  ["an empty value without quotes", text.replace(note, ""), /^1,2,3$/],
  ["a cell twice", text.replace(note, "a note=b"), /^1,3 \| 2: note is there twice$/],
  ["a missing cell", text.replace(`note=${note} `, ""), /^1,3 \| 2: note is missing$/],
  ["another cell", text.replace(note, "a iban=b"), /^1,3 \| 2: "iban" is no column/],
  ["a prototype", text.replace(note, "a __proto__=b"), /^1,3 \| 2: "__proto__" is no column/],
  [
    "a quote that is not closed",
    text.replace(note, '"note 2'),
    /^1,3 \| 2: note has no closing quote$/,
  ],
  [
    "text after a closing quote",
    text.replace(note, '"a"b'),
    /^1,3 \| 2: a space must stand after note$/,
  ],
  ["a wrong escape", text.replace(note, '"\\q"'), /^1,3 \| 2: note has a wrong escape/],
  ["a quote without quotes", text.replace(note, 'a"b'), /^1,3 \| 2: note has a wrong escape/],
  ["a key without a value", text.replace(note, "a b"), /^1,3 \| 2: "b points" is no column/],
  [
    "half a surrogate pair",
    text.replace(note, '"\\ud83d"'),
    /^1,3 \| 2: note has half a surrogate pair/,
  ],
  ["an empty line", text.replace("\n", "\n\n"), /^1,2,3 \| 1: row_id is missing$/],
  [
    "a header without a column",
    text.replace(",points", ""),
    /^refused: the header lacks points$/,
  ],
  ["no header", text.slice(text.indexOf("\n") + 1), /^refused: the first line must be columns=/],
  ["cut off within a row", text.slice(0, -1), /^refused: the file was cut off in row 3$/],
]);
