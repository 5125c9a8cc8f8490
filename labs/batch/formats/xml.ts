/**
 * XML: `<points><row><row_id>7</row_id>…</row>…</points>`. A cell with a character that XML cannot
 * hold, such as most control characters, is `<note encoding="base64">…</note>`.
 *
 * A file with a DTD is refused whole, so nothing can declare an entity and none is expanded. So is a
 * file that is not well-formed or not UTF-8: the standard forbids to go on after such an error. A
 * file that was cut off has no closing tag, so a cut is recognised wherever it is.
 */
import { Buffer } from "node:buffer";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { badRow, checked, columns, type FeedRow, notUtf8, rawOf, type ReadRow } from "../row.ts";
import { type Format, longestRow, NotThisFormat } from "./format.ts";
import { smallPages } from "./small_pages.ts";
import { decode, encode, textOf } from "./utf8.ts";

const rootName = "points";
const rowName = "row";

export const xml: Format = {
  name: "xml",
  async *encode(rows) {
    yield encode(`<?xml version="1.0" encoding="UTF-8"?>\n<${rootName}>\n`);
    for await (const page of smallPages(rows)) yield encode(page.map(elementOf).join(""));
    yield encode(`</${rootName}>\n`);
  },
  async *decode(bytes) {
    const reader = new RowReader();
    for await (const text of textOf(bytes)) {
      const page = reader.write(text);
      if (page.length > 0) yield page;
    }
    reader.end();
  },
};

const elementOf = (row: FeedRow): string =>
  `<row>${columns.map((column) => cellOf(column, row[column])).join("")}</row>\n`;

const special = /[^\t\n\x20-%'-;=?-\uD7FF]/;
/** No character of XML 1.0. */
const impossible = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function cellOf(name: string, cell: string): string {
  if (!special.test(cell)) return `<${name}>${cell}</${name}>`;
  if (!impossible.test(cell)) return `<${name}>${escaped(cell)}</${name}>`;
  return `<${name} encoding="base64">${Buffer.from(encode(cell)).toString("base64")}</${name}>`;
}

/** A reader of XML makes a line feed of each carriage return that is not escaped. */
const escaped = (cell: string): string =>
  cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");

const names = new Set<string>(columns);

class RowReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  #depth = 0;
  #cells: Record<string, string> = {};
  /** The text of the cell so far. */
  #text = "";
  #isBase64 = false;
  /** The first thing that is wrong with the row. */
  #wrong: string | null = null;
  #page: ReadRow[] = [];
  #count = 0;
  /** The characters since the last row began or ended. */
  #length = 0;

  constructor() {
    const parser = this.#parser;
    parser.on("doctype", () => refuse("a file with a DTD is not read"));
    parser.on("xmldecl", ({ encoding = "UTF-8" }) => {
      if (!/^utf-8$/i.test(encoding)) refuse(`the encoding must be UTF-8, and not ${encoding}`);
    });
    parser.on("opentag", (tag) => this.#open(tag));
    parser.on("closetag", ({ name }) => this.#close(name));
    parser.on("text", (text) => this.#addText(text));
    parser.on("cdata", (text) => this.#addText(text));
  }

  write(text: string): readonly ReadRow[] {
    if (text.includes(notUtf8)) refuse(`the file is not UTF-8 after row ${this.#count}`);
    this.#length += text.length;
    this.#run(() => this.#parser.write(text));
    if (this.#length > longestRow) {
      refuse(`more than ${longestRow} characters stand after row ${this.#count} without another`);
    }
    const page = this.#page;
    this.#page = [];
    return page;
  }

  end(): void {
    this.#run(() => this.#parser.close());
  }

  #run(work: () => unknown): void {
    try {
      work();
    } catch (cause) {
      if (cause instanceof NotThisFormat) throw cause;
      refuse(`after row ${this.#count}: ${(cause as Error).message}`, { cause });
    }
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    const depth = this.#depth++;
    if (depth <= 1) {
      const expected = depth === 0 ? rootName : rowName;
      if (name !== expected) refuse(`<${shown(name)}> stands where <${expected}> must stand`);
      this.#length = 0;
      this.#cells = {};
      this.#wrong = null;
      return;
    }
    if (depth > 2) return this.#fail(`<${shown(name)}> stands inside a cell`);
    this.#text = "";
    this.#isBase64 = false;
    if (!names.has(name)) this.#fail(`${JSON.stringify(shown(name))} is no column of this feed`);
    else if (name in this.#cells) this.#fail(`${name} is there twice`);
    for (const attribute in attributes) {
      this.#isBase64 = attribute === "encoding" && attributes[attribute] === "base64";
      if (!this.#isBase64) this.#fail(`${shown(name)} has an unknown attribute`);
    }
  }

  #addText(text: string): void {
    if (this.#depth === cellDepth) this.#text += text;
    else if (this.#depth < cellDepth && text.trim() !== "") {
      if (this.#depth < cellDepth - 1) {
        refuse(`text stands outside of a row, after row ${this.#count}`);
      }
      this.#fail("text stands outside of a cell");
    }
  }

  #fail(reason: string): void {
    this.#wrong ??= reason;
  }

  #close(name: string): void {
    this.#depth--;
    if (this.#depth === 2 && names.has(name)) this.#cells[name] = this.#cell(name);
    else if (this.#depth === 1) this.#endRow();
  }

  #cell(name: string): string {
    if (!this.#isBase64) return this.#text;
    try {
      return decode(Uint8Array.fromBase64(this.#text));
    } catch {
      this.#fail(`${name} is not valid base64`);
      return "";
    }
  }

  #endRow(): void {
    const row = checked(++this.#count, this.#cells);
    this.#page.push(
      this.#wrong === null ? row : badRow(this.#count, this.#wrong, rawOf(this.#cells)),
    );
    this.#length = 0;
  }
}

/** Inside of root, row and cell. */
const cellDepth = 3;

const shown = (name: string): string => name.slice(0, 40);

function refuse(message: string, options?: ErrorOptions): never {
  throw new NotThisFormat(message, options);
}
