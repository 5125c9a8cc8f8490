/**
 * The fast reader of one line, for the frequent kinds: it reads bytes straight into a few numbers. It
 * leaves every line that it is not sure of (escapes, nested values, rare kinds, wrong types, broken
 * JSON) to `JSON.parse`. So it never rejects a line itself.
 */
import { isUtf8 } from "node:buffer";
import type { Decimal } from "./exact.ts";
import {
  fieldAt,
  KEY,
  KIND_FIELD,
  KindTable,
  nameLength,
  NO_FIELD,
  numbers,
  OP,
  ROLE,
  ROLLBACK_FIELD,
  TARGET,
  TEXT_FIELD,
  VALUE_ABSENT,
  VALUE_FIELD,
  VALUE_TEXT,
} from "./lexer.ts";

const powersOfTen = Array.from({ length: 16 }, (_, power) => 10 ** power);
const quote = 0x22;
const backslash = 0x5c;

export class LineReader {
  kind = 0;
  readonly number = new Float64Array(numbers);
  readonly text = new Int32Array(9);
  value = VALUE_ABSENT;
  valueA = 0;
  valueB = 0;
  /** The plan says that the business rolls the operation back. */
  rollback = false;
  /** The exact `seq` and `n` where `number` rounds them. Only the careful reader sets them. */
  longSeq: Decimal | null = null;
  longN: Decimal | null = null;

  readonly #kinds: KindTable;

  /** @param kindNames the kinds that it reads, by their numbers from 1 */
  constructor(readonly kindNames: readonly string[]) {
    this.#kinds = new KindTable(kindNames);
  }

  /** All bytes of the strings, or-ed: bit 7 is set where one of the bytes is beyond ASCII. */
  #high = 0;

  /**
   * Reads the event that starts at `start`; a line feed must follow somewhere.
   *
   * @returns where the next line starts; -1 where the careful reader has to read the line
   */
  read(bytes: Uint8Array, start: number): number {
    let p = space(bytes, start);
    if (bytes[p] !== 0x7b) return -1;
    this.#reset();
    p = space(bytes, p + 1);
    for (;;) {
      if (bytes[p] !== quote) return -1;
      const field = fieldAt(bytes, p + 1);
      p = this.#nameEnd(bytes, p, field);
      if (p < 0) return -1;
      p = space(bytes, p);
      if (bytes[p] !== 0x3a) return -1;
      p = space(bytes, p + 1);
      const c = bytes[p];
      if (c === quote) p = this.#string(bytes, p, field);
      else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) p = this.#number(bytes, p, field);
      else p = this.#word(bytes, p, field);
      if (p < 0) return -1;
      p = space(bytes, p);
      if (bytes[p] === 0x2c) {
        p = space(bytes, p + 1);
        continue;
      }
      if (bytes[p] === 0x7d) break;
      return -1;
    }
    p = space(bytes, p + 1);
    if (bytes[p] !== 0x0a || this.kind === 0) return -1;
    // This condition also refuses NaN (no `op`).
    if (!(this.number[OP] >= 0)) return -1;
    if ((this.#high & 0x80) !== 0 && !isUtf8(bytes.subarray(start, p))) return -1;
    return p + 1;
  }

  #reset(): void {
    this.kind = 0;
    const { number } = this;
    // A loop is faster than `fill` for so few places.
    for (let place = 0; place < numbers; place++) number[place] = NaN;
    this.text[KEY] = -1;
    this.text[TARGET] = -1;
    this.text[ROLE] = -1;
    this.value = VALUE_ABSENT;
    this.rollback = false;
    this.longSeq = null;
    this.longN = null;
    this.#high = 0;
  }

  /** The place after the closing quote of the name that opens at `p`; -1 if the name is unusual. */
  #nameEnd(bytes: Uint8Array, p: number, field: number): number {
    if (field !== NO_FIELD) return p + nameLength(field) + 2;
    for (;;) {
      const c = bytes[++p];
      if (c === quote) return p + 1;
      if (c < 0x20 || c === backslash) return -1;
      this.#high |= c;
    }
  }

  #string(bytes: Uint8Array, open: number, field: number): number {
    // The careful reader complains about wrong types.
    if ((field >= 0 && field < numbers) || field === ROLLBACK_FIELD) return -1;
    let p = open;
    let a = 0x811c9dc5 | 0;
    let b = 0;
    let high = 0;
    for (;;) {
      const c = bytes[++p];
      if (c === quote) break;
      if (c < 0x20 || c === backslash) return -1;
      high |= c;
      a = Math.imul(a ^ c, 0x01000193);
      b = (Math.imul(b, 31) + c) | 0;
    }
    this.#high |= high;
    if (field === KIND_FIELD) {
      this.kind = this.#kinds.at(bytes, open + 1, p);
      if (this.kind === 0) return -1;
    } else if (field === VALUE_FIELD) {
      this.value = VALUE_TEXT;
      this.valueA = a;
      this.valueB = b;
    } else if (field >= TEXT_FIELD) {
      const place = field - TEXT_FIELD;
      this.text[place] = open + 1;
      this.text[place + 1] = p;
      this.text[place + 2] = a;
    }
    return p + 1;
  }

  #number(bytes: Uint8Array, start: number, field: number): number {
    if (field >= numbers) return -1;
    let p = start;
    const negative = bytes[p] === 0x2d;
    if (negative) p++;
    const first = p;
    let mantissa = 0;
    let c = bytes[p];
    while (c >= 0x30 && c <= 0x39) {
      mantissa = mantissa * 10 + (c - 0x30);
      c = bytes[++p];
    }
    const whole = p - first;
    if (whole === 0 || (whole > 1 && bytes[first] === 0x30)) return -1;
    let decimals = 0;
    if (c === 0x2e) {
      const dot = p;
      c = bytes[++p];
      while (c >= 0x30 && c <= 0x39) {
        mantissa = mantissa * 10 + (c - 0x30);
        c = bytes[++p];
      }
      decimals = p - dot - 1;
      if (decimals === 0) return -1;
    }
    // With up to 15 digits, the division below rounds correctly.
    if (whole + decimals > 15 || c === 0x65 || c === 0x45) return -1;
    if (field < 0) return p;
    if (field === OP && (negative || decimals > 0)) return -1;
    const size = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals];
    this.number[field] = negative ? -size : size;
    return p;
  }

  /** Reads `null`, and for `rollback` and ignored fields also `true` and `false`. */
  #word(bytes: Uint8Array, p: number, field: number): number {
    if (bytes[p] === 0x6e) {
      if (bytes[p + 1] !== 0x75 || bytes[p + 2] !== 0x6c || bytes[p + 3] !== 0x6c) return -1;
      if (field === VALUE_FIELD || field === KIND_FIELD || field === OP) return -1;
      if (field === ROLLBACK_FIELD) this.rollback = false;
      else if (field >= TEXT_FIELD) this.text[field - TEXT_FIELD] = -1;
      else if (field >= 0) this.number[field] = NaN;
      return p + 4;
    }
    if (field !== NO_FIELD && field !== ROLLBACK_FIELD) return -1;
    if (field === ROLLBACK_FIELD) this.rollback = bytes[p] === 0x74;
    if (bytes[p] === 0x74) {
      return bytes[p + 1] === 0x72 && bytes[p + 2] === 0x75 && bytes[p + 3] === 0x65 ? p + 4 : -1;
    }
    return bytes[p] === 0x66 && bytes[p + 1] === 0x61 && bytes[p + 2] === 0x6c &&
        bytes[p + 3] === 0x73 && bytes[p + 4] === 0x65
      ? p + 5
      : -1;
  }
}

function space(bytes: Uint8Array, p: number): number {
  let c = bytes[p];
  while (c === 0x20 || c === 0x09 || c === 0x0d) c = bytes[++p];
  return p;
}
