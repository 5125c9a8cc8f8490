/** Recognises the fields of a line and the names of kinds by their bytes. */

// Places in `number`; NaN where the line has none.
export const AT = 0;
export const OP = 1;
export const PLANNED = 2;
export const SEQ = 3;
export const N = 4;
export const BEGAN = 5;
export const WRITTEN = 6;
/** `i` */
export const PART = 7;
export const OF = 8;
export const TXID = 9;
/** Number of places in `number`. */
export const numbers = 10;

// Places in `text`: start, end and hash of a string in the buffer; start -1 where there is none.
export const KEY = 0;
export const TARGET = 3;
export const ROLE = 6;

// States of `value`.
export const VALUE_ABSENT = 0;
export const VALUE_TEXT = 1;

export const NO_FIELD = -1;
export const KIND_FIELD = 100;
export const VALUE_FIELD = 101;
export const ROLLBACK_FIELD = 102;
export const TEXT_FIELD = 200;

const quote = 0x22;

/** The field with the name that starts at `p`, after the quote. */
export function fieldAt(bytes: Uint8Array, p: number): number {
  switch (bytes[p]) {
    case 0x61: // a
      return bytes[p + 1] === 0x74 && bytes[p + 2] === quote ? AT : NO_FIELD;
    case 0x62: // b
      return isName(bytes, p, names.began) ? BEGAN : NO_FIELD;
    case 0x69: // i
      return bytes[p + 1] === quote ? PART : NO_FIELD;
    case 0x6b: // k
      if (isName(bytes, p, names.key)) return TEXT_FIELD + KEY;
      return isName(bytes, p, names.kind) ? KIND_FIELD : NO_FIELD;
    case 0x6f: // o
      if (bytes[p + 2] !== quote) return NO_FIELD;
      return bytes[p + 1] === 0x70 ? OP : bytes[p + 1] === 0x66 ? OF : NO_FIELD;
    case 0x70: // p
      return isName(bytes, p, names.planned) ? PLANNED : NO_FIELD;
    case 0x73: // s
      return isName(bytes, p, names.seq) ? SEQ : NO_FIELD;
    case 0x6e: // n
      return bytes[p + 1] === quote ? N : NO_FIELD;
    case 0x76: // v
      return isName(bytes, p, names.value) ? VALUE_FIELD : NO_FIELD;
    case 0x77: // w
      return isName(bytes, p, names.written) ? WRITTEN : NO_FIELD;
    case 0x74: // t
      if (isName(bytes, p, names.target)) return TEXT_FIELD + TARGET;
      return isName(bytes, p, names.txid) ? TXID : NO_FIELD;
    case 0x72: // r
      if (isName(bytes, p, names.role)) return TEXT_FIELD + ROLE;
      return isName(bytes, p, names.rollback) ? ROLLBACK_FIELD : NO_FIELD;
    default:
      return NO_FIELD;
  }
}

const encode = (text: string) => new TextEncoder().encode(text + '"');
const names = {
  key: encode("key"),
  kind: encode("kind"),
  planned: encode("planned"),
  seq: encode("seq"),
  value: encode("value"),
  target: encode("target"),
  role: encode("role"),
  rollback: encode("rollback"),
  began: encode("began"),
  written: encode("written"),
  txid: encode("txid"),
};

function isName(bytes: Uint8Array, p: number, name: Uint8Array): boolean {
  for (let i = 1; i < name.length; i++) if (bytes[p + i] !== name[i]) return false;
  return true;
}

export function nameLength(field: number): number {
  switch (field) {
    case N:
    case PART:
      return 1;
    case AT:
    case OP:
    case OF:
      return 2;
    case SEQ:
    case TEXT_FIELD + KEY:
      return 3;
    case KIND_FIELD:
    case TEXT_FIELD + ROLE:
    case TXID:
      return 4;
    case VALUE_FIELD:
    case BEGAN:
      return 5;
    case TEXT_FIELD + TARGET:
      return 6;
    case ROLLBACK_FIELD:
      return 8;
    default:
      return 7; // planned, written
  }
}

/** The kinds that the fast reader knows, found by the bytes of their names. */
export class KindTable {
  readonly #names: readonly Uint8Array[];
  /** The number of the kind, from 1, by length and second byte of its name; 0 where there is none. */
  readonly #byShape = new Uint8Array(1 << 12);

  /** @param names by their numbers, from 1. Names of equal length must differ in the second letter */
  constructor(names: readonly string[]) {
    this.#names = names.map((name) => new TextEncoder().encode(name));
    for (let kind = 1; kind < names.length; kind++) {
      const shape = shapeOf(this.#names[kind].length, this.#names[kind][1]);
      if (this.#byShape[shape] !== 0) {
        throw new Error(`'${names[kind]}' and '${names[this.#byShape[shape]]}' look alike`);
      }
      this.#byShape[shape] = kind;
    }
  }

  /** The number of the kind with the name `bytes[start, end)`; 0 where no kind has it. */
  at(bytes: Uint8Array, start: number, end: number): number {
    const kind = this.#byShape[shapeOf(end - start, bytes[start + 1])];
    if (kind === 0) return 0;
    const name = this.#names[kind];
    for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return 0;
    return name.length === end - start ? kind : 0;
  }
}

const shapeOf = (length: number, second: number): number =>
  ((length & 0x1f) << 7) | (second & 0x7f);
