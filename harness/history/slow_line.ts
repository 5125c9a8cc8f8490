/** The careful reader of a line: `JSON.parse`, every check, and the kinds that are rare. */
import type { LineReader } from "./line.ts";
import {
  AT,
  INVOKE,
  KEY,
  kindNames,
  N,
  OP,
  PLANNED,
  ROLE,
  SEQ,
  TARGET,
  VALUE_ABSENT,
  VALUE_TEXT,
} from "./words.ts";
import { hashOf } from "./names.ts";

export type Line = Record<string, unknown>;

/** One sentence about a line that is no event. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** @throws Unreadable */
export function parseLine(bytes: Uint8Array): Line {
  let line: unknown;
  try {
    line = JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new Unreadable(error instanceof TypeError ? "is not UTF-8 text" : "is not JSON");
  }
  if (typeof line !== "object" || line === null || Array.isArray(line)) {
    throw new Unreadable("is not a JSON object");
  }
  if (typeof (line as Line).kind !== "string") throw new Unreadable("has no kind");
  return line as Line;
}

/**
 * True for an object that was begun and not finished: what a crash leaves of a last line.
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

/**
 * Puts an event of a frequent kind where the fast reader would have put it. Returns the bytes its
 * names are in, or null where the kind is none of those.
 *
 * @throws Unreadable
 */
export function fill(into: LineReader, line: Line): Uint8Array | null {
  const kind = kindNames.indexOf(line.kind as string);
  if (kind <= 0) return null;
  into.kind = kind;
  into.number[OP] = operationOf(line);
  into.number[AT] = numberIn(line, "at");
  into.number[PLANNED] = numberIn(line, "planned");
  into.number[SEQ] = numberIn(line, "seq");
  into.number[N] = numberIn(line, "n");
  fillValue(into, line);
  into.rollback = line.rollback === true;
  if (kind === INVOKE && typeof (line.rollback ?? false) !== "boolean") {
    throw new Unreadable("has a rollback that is neither true nor false");
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
export function operationOf(line: Line): number {
  if (!isOperation(line.op)) throw new Unreadable("has no whole number from 0 as its op");
  return line.op;
}

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

/** NaN where it is missing or null. @throws Unreadable where it is something else. */
export function numberIn(line: Line, field: string): number {
  const number = line[field] ?? NaN;
  if (typeof number !== "number") throw new Unreadable(`has a ${field} that is no number`);
  return number;
}

/** A number is as good as its digits. */
function nameBytes(line: Line, field: string): Uint8Array | null {
  const name = line[field] ?? null;
  if (name === null) return null;
  if (typeof name !== "string" && typeof name !== "number") {
    throw new Unreadable(`has a ${field} that is no string`);
  }
  return encoder.encode(String(name));
}

function fillValue(into: LineReader, line: Line): void {
  if (line.value === undefined) {
    into.value = VALUE_ABSENT;
    return;
  }
  into.value = VALUE_TEXT;
  const isText = typeof line.value === "string" && line.value.isWellFormed();
  const bytes = encoder.encode(isText ? line.value as string : JSON.stringify(line.value));
  let b = 0;
  for (const c of bytes) b = (Math.imul(b, 31) + c) | 0;
  into.valueA = hashOf(bytes, 0, bytes.length);
  // 100 is not "100".
  into.valueB = isText ? b : ~b;
}
