/** The words of a line as numbers: kinds and fields, told apart by their bytes. */
export const INVOKE = 1;
export const DROP = 2;
export const OK = 3;
export const FAIL = 4;
export const INFO = 5;
export const COMMIT = 6;
export const SEND = 7;
export const STORED = 8;
export const DELIVER = 9;
export const EFFECT = 10;
export const MARKED = 11;
/** The names of the kinds above, by their numbers. */
export const kindNames: readonly string[] = [
  "",
  "invoke",
  "drop",
  "ok",
  "fail",
  "info",
  "commit",
  "send",
  "stored",
  "deliver",
  "effect",
  "marked",
];
const kindBytes = kindNames.map((name) => new TextEncoder().encode(name));

// Places in `number`; NaN where the line has none.
export const AT = 0;
export const OP = 1;
export const PLANNED = 2;
export const SEQ = 3;
export const N = 4;
export const BEGAN = 5;
/** How many there are. */
export const numbers = 6;

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

/** The field whose name starts at `p`, after its quote. */
export function fieldAt(bytes: Uint8Array, p: number): number {
  switch (bytes[p]) {
    case 0x61: // a
      return bytes[p + 1] === 0x74 && bytes[p + 2] === quote ? AT : NO_FIELD;
    case 0x62: // b
      return isName(bytes, p, names.began) ? BEGAN : NO_FIELD;
    case 0x6b: // k
      if (isName(bytes, p, names.key)) return TEXT_FIELD + KEY;
      return isName(bytes, p, names.kind) ? KIND_FIELD : NO_FIELD;
    case 0x6f: // o
      return bytes[p + 1] === 0x70 && bytes[p + 2] === quote ? OP : NO_FIELD;
    case 0x70: // p
      return isName(bytes, p, names.planned) ? PLANNED : NO_FIELD;
    case 0x73: // s
      return isName(bytes, p, names.seq) ? SEQ : NO_FIELD;
    case 0x6e: // n
      return bytes[p + 1] === quote ? N : NO_FIELD;
    case 0x76: // v
      return isName(bytes, p, names.value) ? VALUE_FIELD : NO_FIELD;
    case 0x74: // t
      return isName(bytes, p, names.target) ? TEXT_FIELD + TARGET : NO_FIELD;
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
};

function isName(bytes: Uint8Array, p: number, name: Uint8Array): boolean {
  for (let i = 1; i < name.length; i++) if (bytes[p + i] !== name[i]) return false;
  return true;
}

export function nameLength(field: number): number {
  switch (field) {
    case N:
      return 1;
    case AT:
    case OP:
      return 2;
    case SEQ:
    case TEXT_FIELD + KEY:
      return 3;
    case KIND_FIELD:
    case TEXT_FIELD + ROLE:
      return 4;
    case VALUE_FIELD:
    case BEGAN:
      return 5;
    case TEXT_FIELD + TARGET:
      return 6;
    case ROLLBACK_FIELD:
      return 8;
    default:
      return 7; // planned
  }
}

/** The number of the kind whose name is `bytes[start, end)`; 0 where it is none of the fast ones. */
export function kindAt(bytes: Uint8Array, start: number, end: number): number {
  switch (end - start) {
    case 2:
      return isKind(bytes, start, OK);
    case 4:
      switch (bytes[start]) {
        case 0x64:
          return isKind(bytes, start, DROP);
        case 0x66:
          return isKind(bytes, start, FAIL);
        case 0x69:
          return isKind(bytes, start, INFO);
        default:
          return isKind(bytes, start, SEND);
      }
    case 6:
      switch (bytes[start]) {
        case 0x69:
          return isKind(bytes, start, INVOKE);
        case 0x63:
          return isKind(bytes, start, COMMIT);
        case 0x65:
          return isKind(bytes, start, EFFECT);
        case 0x6d:
          return isKind(bytes, start, MARKED);
        default:
          return isKind(bytes, start, STORED);
      }
    case 7:
      return isKind(bytes, start, DELIVER);
    default:
      return 0;
  }
}

function isKind(bytes: Uint8Array, start: number, kind: number): number {
  const name = kindBytes[kind];
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return 0;
  return kind;
}
