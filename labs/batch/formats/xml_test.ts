import { testCases, textOf } from "./testing/cases.ts";
import { xml } from "./xml.ts";

const text = await textOf(xml);
const dtd = (inside: string) => text.replace("?>\n", `?>\n<!DOCTYPE points ${inside}>\n`);
const laughs = Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
).join("");
const element = "<note>note 2</note>";
testCases(xml, [
  ["line ends of Windows", text.replaceAll("\n", "\r\n"), /^1,2,3$/],
  ["no declaration, comments, CDATA", commented(), /^1,2,3$/],
  [
    "a DTD",
    dtd('SYSTEM "http://127.0.0.1/points.dtd"'),
    /^refused: a file with a DTD is not read$/,
  ],
  ["an entity", dtd('[<!ENTITY a "b">]').replace("note 2", "&a;"), /^refused: a file with a DTD/],
  [
    "an external entity",
    dtd('[<!ENTITY a SYSTEM "file:///etc/passwd">]').replace("note 2", "&a;"),
    /DTD/,
  ],
  ["billion laughs", dtd(`[<!ENTITY l0 "l">${laughs}]`).replace("note 2", "&l9;"), /DTD/],
  [
    "an entity without a DTD",
    text.replace("note 2", "&a;"),
    /^refused: after row 1: undefined entity/,
  ],
  [
    "an entity of a prototype",
    text.replace("note 2", "&constructor;"),
    /^refused: .*undefined entity/,
  ],
  [
    "a reference to NUL",
    text.replace("note 2", "&#0;"),
    /^refused: after row 1: malformed character/,
  ],
  ["a cell twice", text.replace(element, element + element), /^1,3 \| 2: note is there twice$/],
  ["a missing cell", text.replace(element, ""), /^1,3 \| 2: note is missing$/],
  ["another cell", text.replace(element, `${element}<iban/>`), /^1,3 \| 2: "iban" is no column/],
  [
    "a prototype",
    text.replace(element, `${element}<__proto__/>`),
    /^1,3 \| 2: "__proto__" is no column/,
  ],
  [
    "an element in a cell",
    text.replace("note 2", "a<b>c</b>"),
    /^1,3 \| 2: <b> stands inside a cell$/,
  ],
  [
    "1,000 levels",
    text.replace("note 2", "<a>".repeat(1e3) + "</a>".repeat(1e3)),
    /^1,3 \| 2: <a> stands/,
  ],
  [
    "text between cells",
    text.replace(element, `x${element}`),
    /^1,3 \| 2: text stands outside of a cell$/,
  ],
  [
    "text between rows",
    text.replace("</row>", "</row>x"),
    /^refused: text stands outside of a row/,
  ],
  [
    "another element between rows",
    text.replace("</row>", "</row><a/>"),
    /^refused: <a> stands where <row>/,
  ],
  [
    "another root",
    text.replaceAll("points>\n", "rows>\n"),
    /^refused: <rows> stands where <points>/,
  ],
  [
    "an attribute twice",
    text.replace("<note>", '<note a="1" a="2">'),
    /^refused: after row 0: duplicate/,
  ],
  [
    "another attribute",
    text.replace(element, '<note nil="1"/>'),
    /^1,3 \| 2: note has an unknown attribute$/,
  ],
  [
    "wrong base64",
    text.replace(element, '<note encoding="base64">*</note>'),
    /^1,3 \| 2: note is not valid base64$/,
  ],
  [
    "Latin-1 in base64",
    text.replace(element, '<note encoding="base64">5Pb8</note>'),
    /^1,3 \| 2: note is not valid UTF-8$/,
  ],
  [
    "another encoding",
    text.replace("UTF-8", "ISO-8859-1"),
    /^refused: the encoding must be UTF-8/,
  ],
  [
    "a tag that is not closed",
    text.replace("</note>", ""),
    /^refused: after row 0: unexpected close tag/,
  ],
  [
    "cut off between rows",
    text.slice(0, text.lastIndexOf("<row>")),
    /^refused: after row 2: unclosed tag: points/,
  ],
]);

function commented(): string {
  return text.replace(/^.*\n/, "<!-- no -->").replace("note 2", "<![CDATA[note <2>]]>")
    .replace("</row>", "</row><!-- <row> --><?print now?>");
}
