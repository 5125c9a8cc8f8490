/**
 * Records of fixed length, as mainframes and banks exchange them, counted in bytes of UTF-8.
 *
 * `H` is the header. A row is `D`, then each cell padded to its width, then the lengths in bytes of
 * user and note, then user and note in full: nothing is cut to a width, and a line feed inside a note
 * is a byte like any other. `T` is the trailer with the number of rows. Each record ends with a line
 * feed, which is counted and not searched for.
 *
 * A file that was cut off lacks its trailer, so a cut is recognised wherever it is. After a wrong
 * length nothing tells where the next record begins: then the file as a whole is refused.
 */
import { Buffer } from "node:buffer";
import { badRow, checked, type Column, type FeedRow, type ReadRow } from "../row.ts";
import { type Format, longestRow, NotThisFormat } from "./format.ts";
import { smallPages } from "./small_pages.ts";
import { decode, encode, piecesOf } from "./utf8.ts";

/** The cells whose texts have digits and letters of ASCII alone, with their widths in bytes. */
const padded = [
  ["row_id", 19],
  ["op", 19],
  ["seq", 10],
  ["points", 10],
  ["message_id", 36],
  ["business_at", 27],
] as const satisfies readonly (readonly [Column, number])[];
const userDigits = 4;
const noteDigits = 9;
const countDigits = 19;

const byteOrderMark = Buffer.from("\uFEFF");
const lineFeed = 10;
const [rowType, trailerType] = Buffer.from("DT");

const header = "Hpoints  0001\n";
const trailerLength = 1 + countDigits + 1;
const userLengthAt = padded.reduce((sum, [, width]) => sum + width, 1);
const noteLengthAt = userLengthAt + userDigits;
const userAt = noteLengthAt + noteDigits;

export const fixed: Format = {
  name: "fixed",
  async *encode(rows) {
    yield encode(header);
    let count = 0;
    for await (const page of smallPages(rows)) {
      count += page.length;
      yield encode(page.map(recordOf).join(""));
    }
    yield encode(`T${fit("count", String(count), countDigits)}\n`);
  },
  async *decode(bytes) {
    const reader = new RecordReader();
    for await (const piece of piecesOf(bytes)) {
      const page = reader.read(piece);
      if (page.length > 0) yield page;
    }
    reader.end();
  },
};

function recordOf(row: FeedRow): string {
  const cells = padded.map(([column, width]) => fit(column, row[column], width)).join("");
  const user = fit("length of user", String(Buffer.byteLength(row.user)), userDigits);
  const note = fit("length of note", String(Buffer.byteLength(row.note)), noteDigits);
  return `D${cells}${user}${note}${row.user}${row.note}\n`;
}

const ascii = /^[!-~]*$/;

function fit(name: string, text: string, width: number): string {
  if (text.length <= width && ascii.test(text)) return text.padStart(width);
  throw new RangeError(`${name} ${JSON.stringify(text)} does not fit into ${width} bytes of ASCII`);
}

/** Takes pieces of a file and gives the rows that are complete. */
class RecordReader {
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** With fewer bytes nothing more can be read. */
  #needed = byteOrderMark.length + header.length;
  /** How many bytes of an overlong record are still to come. */
  #toSkip = 0;
  #isStart = true;
  #isOver = false;
  #count = 0;

  read(piece: Uint8Array): ReadRow[] {
    const skipped = Math.min(this.#toSkip, piece.length);
    this.#toSkip -= skipped;
    this.#pieces.push(piece.subarray(skipped));
    this.#length += piece.length - skipped;
    const page: ReadRow[] = [];
    if (this.#length < this.#needed) return page;
    const bytes = Buffer.concat(this.#pieces);
    const rest = bytes.subarray(this.#readRecords(bytes, page));
    this.#pieces = [rest];
    this.#length = rest.length;
    return page;
  }

  end(): void {
    if (this.#isOver) return;
    if (this.#isStart) mustBeHeader(Buffer.concat(this.#pieces));
    throw new NotThisFormat(`the file was cut off after row ${this.#count}: it has no trailer`);
  }

  /** @returns where the first record begins that is not complete */
  #readRecords(bytes: Buffer, page: ReadRow[]): number {
    let at = this.#isStart ? mustBeHeader(bytes) : 0;
    this.#isStart = false;
    while (at < bytes.length) {
      if (this.#isOver) throw new NotThisFormat("bytes stand after the trailer");
      const left = bytes.length - at;
      const length = this.#lengthOf(bytes, at);
      if (length > longestRow) {
        page.push(tooLong(++this.#count, length));
        this.#toSkip = Math.max(0, length - left);
      } else if (length > left) {
        this.#needed = length;
        return at;
      } else this.#readRecord(bytes.subarray(at, at + length), page);
      at += Math.min(length, left);
    }
    this.#needed = 1;
    return at;
  }

  /** The length of a record; until its lengths have come, the length of the part up to them. */
  #lengthOf(bytes: Buffer, at: number): number {
    const type = bytes[at];
    if (type === trailerType) return trailerLength;
    if (type !== rowType) {
      throw new NotThisFormat(`D or T must stand after row ${this.#count}, and not byte ${type}`);
    }
    if (bytes.length - at < userAt) return userAt;
    const number = (from: number, to: number) => {
      const text = bytes.toString("latin1", at + from, at + to);
      if (/^ *\d+$/.test(text)) return Number(text);
      throw new NotThisFormat(`row ${this.#count + 1} has the length ${JSON.stringify(text)}`);
    };
    return userAt + number(userLengthAt, noteLengthAt) + number(noteLengthAt, userAt) + 1;
  }

  #readRecord(record: Buffer, page: ReadRow[]): void {
    const isRow = record[0] === rowType;
    if (record[record.length - 1] !== lineFeed) {
      const name = isRow ? `row ${this.#count + 1}` : "the trailer";
      throw new NotThisFormat(`${name} does not end where its lengths say: bytes were changed`);
    }
    if (isRow) page.push(readRow(++this.#count, record));
    else this.#mustBeTrailer(record.toString("latin1", 1, trailerLength - 1));
  }

  #mustBeTrailer(text: string): void {
    this.#isOver = true;
    if (/^ *\d+$/.test(text) && Number(text) === this.#count) return;
    throw new NotThisFormat(`the trailer counts ${text.trim()} rows; there are ${this.#count}`);
  }
}

/** @returns where the records begin */
function mustBeHeader(bytes: Buffer): number {
  if (bytes.length === 0) throw new NotThisFormat("the file is empty");
  const start = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark.length : 0;
  const end = start + header.length;
  if (bytes.toString("latin1", start, end) === header) return end;
  throw new NotThisFormat(`the header must be ${JSON.stringify(header)}`);
}

const tooLong = (line: number, bytes: number): ReadRow =>
  badRow(line, `the row has ${bytes} bytes, at most ${longestRow} are read`, "");

function readRow(line: number, record: Buffer): ReadRow {
  const start = record.toString("latin1", 0, userAt);
  const cells: Record<string, string> = {};
  let at = 1;
  for (const [column, width] of padded) cells[column] = start.slice(at, at += width).trimStart();
  const userBytes = Number(start.slice(userLengthAt, noteLengthAt));
  const variable = record.subarray(userAt, -1);
  const text = decode(variable);
  // Where each character is a byte, one decoding is enough.
  const isAscii = text.length === variable.length;
  cells.user = isAscii ? text.slice(0, userBytes) : decode(variable.subarray(0, userBytes));
  cells.note = isAscii ? text.slice(userBytes) : decode(variable.subarray(userBytes));
  return checked(line, cells);
}
