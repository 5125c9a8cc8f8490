/**
 * The columns of some rows, each as one array of text in PostgreSQL's binary form. If rows waited as
 * objects, the garbage collector would free them late, and memory would grow with the transaction.
 * The bytes of an array are reused.
 *
 * https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c (`array_recv`)
 */
import { Buffer } from "node:buffer";
import { type Row, unchanged } from "./log/message.ts";

/** Dimensions, a flag for nulls, the type, the length, and the first index: 4 bytes each. */
const headBytes = 20;
const textType = 25;
/** The most bytes that UTF-8 needs for one UTF-16 unit of a string. */
const bytesPerUnit = 3;
const firstBytes = 16_384;

export class TextArrays {
  #columns: Column[];
  count = 0;

  constructor(names: readonly string[]) {
    this.#columns = names.map((name) => new Column(name));
  }

  add(row: Row): void {
    for (const column of this.#columns) column.add(row);
    this.count++;
  }

  /** Returns an array for each column, and begins anew: the arrays are valid until the next `add`. */
  take(): Buffer[] {
    const arrays = this.#columns.map((column) => column.take(this.count));
    this.count = 0;
    return arrays;
  }
}

class Column {
  #name: string;
  #bytes = Buffer.allocUnsafe(firstBytes);
  #end = headBytes;
  #hasNull = false;
  constructor(name: string) {
    this.#name = name;
  }

  add(row: Row): void {
    const value = row[this.#name];
    if (value === unchanged) throw new Error(`The log has a new row without '${this.#name}'`);
    const isNull = value === null || value === undefined;
    this.#reserve(4 + (isNull ? 0 : value.length * bytesPerUnit));
    const at = this.#end;
    this.#end = isNull ? at + 4 : write(this.#bytes, value, at + 4);
    this.#bytes.writeInt32BE(isNull ? -1 : this.#end - at - 4, at);
    this.#hasNull ||= isNull;
  }

  take(count: number): Buffer {
    const head = [1, Number(this.#hasNull), textType, count, 1];
    head.forEach((field, i) => this.#bytes.writeInt32BE(field, 4 * i));
    const array = this.#bytes.subarray(0, this.#end);
    this.#end = headBytes;
    this.#hasNull = false;
    return array;
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** ASCII text up to this length is written here: a call of the runtime takes ten times as long. */
const shortUnits = 64;

/** @returns the position after the text */
function write(bytes: Buffer, text: string, at: number): number {
  if (text.length > shortUnits) return at + bytes.write(text, at);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return at + bytes.write(text, at);
    bytes[at + i] = unit;
  }
  return at + text.length;
}
