/** The careful reader of a line: `JSON.parse`, every check, and the kinds that are rare. */
import { type Decimal, decimalOf, LongNumber, parseExactly, plainText } from "./exact.ts";
import type { LineReader } from "./line.ts";
import {
  AT,
  BEGAN,
  KEY,
  N,
  OF,
  OP,
  PART,
  PLANNED,
  ROLE,
  SEQ,
  TARGET,
  TXID,
  VALUE_ABSENT,
  VALUE_TEXT,
  WRITTEN,
} from "./lexer.ts";
import { hashOf } from "./names.ts";

export type Line = Record<string, unknown>;

/** Says in one clause why a line is no event. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** No event is nested deeper, and deeper nesting would overflow the stack of its readers. */
const deepestNesting = 256;

/** @throws Unreadable */
export function parseLine(bytes: Uint8Array): Line {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Unreadable("is not UTF-8 text");
  }
  if (bytes.length > 2 * deepestNesting && isTooDeep(bytes)) {
    throw new Unreadable(`is nested more than ${deepestNesting} deep`);
  }
  let line: unknown;
  try {
    line = parseExactly(text);
  } catch {
    throw new Unreadable("is not JSON");
  }
  if (typeof line !== "object" || line === null || Array.isArray(line)) {
    throw new Unreadable("is not a JSON object");
  }
  if (typeof (line as Line).kind !== "string") throw new Unreadable("has no kind");
  return line as Line;
}

function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let p = 0; p < bytes.length; p++) {
    const c = bytes[p];
    if (inText) {
      if (c === 0x5c) p++;
      else if (c === 0x22) inText = false;
    } else if (c === 0x22) inText = true;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > deepestNesting) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}

/**
 * True for an object that begins and does not end: a crash leaves such a last line.
 */
export function isCutOff(bytes: Uint8Array): boolean {
  let p = 0;
  while (p < bytes.length && isSpace(bytes[p])) p++;
  if (bytes[p] !== 0x7b) return false;
  let depth = 0;
  let inText = false;
  for (; p < bytes.length; p++) {
    const c = bytes[p];
    if (c < 0x20 && !isSpace(c)) return false;
    if (inText) {
      if (c === 0x5c) p++;
      else if (c === 0x22) inText = false;
    } else if (c === 0x22) inText = true;
    else if (c === 0x7b || c === 0x5b) depth++;
    else if ((c === 0x7d || c === 0x5d) && --depth === 0) return false;
  }
  return true;
}

export const isSpace = (c: number) => c === 0x20 || c === 0x09 || c === 0x0d || c === 0x0a;

/** Number fields that only these kinds have: in other kinds, a field of this name may be anything. */
const ownNumbers: readonly (readonly [string, number, readonly string[]])[] = [
  ["written", WRITTEN, ["commit"]],
  ["i", PART, ["change", "applied"]],
  ["of", OF, ["change"]],
  ["txid", TXID, ["applied"]],
];

/**
 * Puts an event of a frequent kind where the fast reader would have put it.
 *
 * @returns the bytes that hold its names; null where the kind is not a frequent one
 * @throws Unreadable
 */
export function fill(into: LineReader, line: Line): Uint8Array | null {
  const kind = into.kindNames.indexOf(line.kind as string);
  if (kind <= 0) return null;
  into.kind = kind;
  into.number[OP] = operationOf(line);
  into.number[AT] = numberIn(line, "at");
  into.number[PLANNED] = numberIn(line, "planned");
  into.number[SEQ] = numberIn(line, "seq");
  into.number[N] = numberIn(line, "n");
  into.number[BEGAN] = numberIn(line, "began");
  for (const [field, place, kinds] of ownNumbers) {
    const isOwn = kinds.includes(line.kind as string);
    const value = isOwn ? numberIn(line, field) : line[field];
    into.number[place] = typeof value === "number" ? value : NaN;
  }
  into.longSeq = longIn(line, "seq");
  into.longN = longIn(line, "n");
  fillValue(into, line);
  into.rollback = line.rollback === true;
  if (line.kind === "invoke" && typeof (line.rollback ?? false) !== "boolean") {
    throw new Unreadable("is an invoke event: its rollback must be true or false");
  }
  const parts = [nameBytes(line, "key"), nameBytes(line, "target"), nameBytes(line, "role")];
  const places = [KEY, TARGET, ROLE];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let used = 0;
  parts.forEach((part, i) => {
    const place = places[i];
    into.text[place] = part === null ? -1 : used;
    if (part === null) return;
    bytes.set(part, used);
    used += part.length;
    into.text[place + 1] = used;
    into.text[place + 2] = hashOf(part, 0, part.length);
  });
  return bytes;
}

/** @throws Unreadable */
export function operationOf({ op }: Line): number {
  if (isOperation(op)) return op === 0 ? 0 : op;
  const size = op instanceof LongNumber ? op.value : op;
  if (typeof size === "number" && size > Number.MAX_SAFE_INTEGER) {
    throw new Unreadable(`has an op above ${Number.MAX_SAFE_INTEGER}, where numbers get rounded`);
  }
  throw new Unreadable(
    typeof op === "string" && /^\d+$/.test(op)
      ? "has its op in quotes: it must be a number"
      : "has no whole number from 0 as its op",
  );
}

/** True for a whole number from 0 that a double holds exactly; a longer one is a `LongNumber`. */
export function isOperation(op: unknown): op is number {
  return typeof op === "number" && Number.isSafeInteger(op) && op >= 0;
}

/** Null where it is missing. @throws Unreadable where it is no whole number. */
export function incarnationOf(line: Line): number | null {
  const incarnation = line.incarnation ?? null;
  if (incarnation !== null && !Number.isSafeInteger(incarnation)) {
    throw new Unreadable("has an incarnation that is no whole number");
  }
  return incarnation as number | null;
}

/** Differences of larger numbers could be infinite. */
const largestNumber = 1e300;

/** NaN where it is missing or null. @throws Unreadable where it is something else, or too large. */
export function numberIn(line: Line, field: string): number {
  const number = line[field] ?? NaN;
  const size = number instanceof LongNumber ? number.value : number;
  if (typeof size !== "number") throw new Unreadable(`has no number as its ${field}`);
  if (Math.abs(size) > largestNumber) {
    const source = number instanceof LongNumber ? number.source : String(number);
    const shown = source.length > 24 ? `${source.slice(0, 24)}…` : source;
    throw new Unreadable(`has ${shown} as its ${field}: that number is too large to be kept`);
  }
  return size;
}

/** No count and no time has more digits than this. */
const mostDigits = 64;

/** The exact number if `numberIn` rounds it, else null. @throws Unreadable */
function longIn(line: Line, field: string): Decimal | null {
  const number = line[field];
  if (!(number instanceof LongNumber)) return null;
  const { digits, exponent } = number.decimal;
  if (digits.length > mostDigits || !Number.isSafeInteger(exponent)) {
    throw new Unreadable(`has more than ${mostDigits} digits in its ${field}`);
  }
  return number.decimal;
}

/** The bytes of a name; null where it is missing. A number is a name too: its digits. */
function nameBytes(line: Line, field: string): Uint8Array | null {
  const name = line[field] ?? null;
  if (name === null) return null;
  if (typeof name === "string") {
    return name.isWellFormed() ? encoder.encode(name) : loneSurrogatesToo(name);
  }
  if (typeof name === "number" || name instanceof LongNumber) {
    numberIn(line, field);
    return encoder.encode(digitsOf(name));
  }
  throw new Unreadable(`has no text as its ${field}`);
}

/** Encodes a lone surrogate as WTF-8, so that two names that differ in it still differ. */
function loneSurrogatesToo(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character.isWellFormed()) bytes.push(...encoder.encode(character));
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return Uint8Array.from(bytes);
}

const digitsOf = (number: number | LongNumber): string =>
  plainText(number instanceof LongNumber ? number.decimal : decimalOf(String(number)));

function fillValue(into: LineReader, line: Line): void {
  if (line.value === undefined) {
    into.value = VALUE_ABSENT;
    return;
  }
  if (line.value instanceof LongNumber) numberIn(line, "value");
  into.value = VALUE_TEXT;
  const isText = typeof line.value === "string" && line.value.isWellFormed();
  const bytes = encoder.encode(isText ? line.value as string : textOf(line.value));
  let b = 0;
  for (const c of bytes) b = (Math.imul(b, 31) + c) | 0;
  into.valueA = hashOf(bytes, 0, bytes.length);
  // The number 100 must differ from the text "100".
  into.valueB = isText ? b : ~b;
}

/** One text for each JSON value, with every digit of its numbers. */
function textOf(value: unknown): string {
  if (typeof value === "number" || value instanceof LongNumber) return digitsOf(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value);
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${textOf(field)}`).join()}}`;
}
