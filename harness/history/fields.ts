/** Reads the fields of an event that `JSON.parse` returned, and rejects a wrong field. */
import { type Line, numberIn, Unreadable } from "./slow_line.ts";

/** The text of the field: empty where it is missing, JSON where it is no text. */
export function textIn(line: Line, field: string): string {
  const text = line[field] ?? "";
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** The text of the field; null where it is missing or empty. @throws Unreadable where it is no text */
export function clauseIn(line: Line, field: string): string | null {
  const text = line[field] ?? null;
  if (text !== null && typeof text !== "string") {
    throw new Unreadable(`is a ${line.kind} that has no text as its ${field}`);
  }
  return text === "" ? null : text;
}

export const orNull = (number: number): number | null => Number.isNaN(number) ? null : number;

export function isListOfNames(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((name) => typeof name === "string");
}

/** @throws Unreadable where it is none of these words */
export function wordIn<Word extends string>(
  line: Line,
  field: string,
  words: readonly Word[],
): Word {
  const word = words.find((one) => one === line[field]);
  if (word !== undefined) return word;
  const list = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  throw new Unreadable(`is a ${line.kind} event: its ${field} must be ${list}`);
}

/** @throws Unreadable where it is no whole number from 0 */
export function countIn(line: Line, field: string): number {
  const count = numberIn(line, field);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Unreadable(`is a ${line.kind} that has no whole number from 0 as its ${field}`);
}

/** A day of the calendar, without a time: 2026-03-29. @throws Unreadable */
export function dateIn(line: Line, field: string): string {
  const date = line[field];
  if (
    typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date) && isRight(Temporal.PlainDate, date)
  ) {
    return date;
  }
  throw new Unreadable(`is a ${line.kind} event: its ${field} must be a date such as 2026-03-29`);
}

/** One spelling for each instant: 2026-03-30T10:00:00Z. @throws Unreadable */
export function instantIn(line: Line, field: string): string {
  const instant = line[field];
  if (
    typeof instant === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(instant) &&
    isRight(Temporal.Instant, instant)
  ) return Temporal.Instant.from(instant).toString();
  throw new Unreadable(
    `is a ${line.kind} event: its ${field} must be an instant such as 2026-03-30T10:00:00Z`,
  );
}

/** A time zone such as Europe/Berlin; null where the field is missing. @throws Unreadable */
export function zoneIn(line: Line, field: string): string | null {
  const zone = clauseIn(line, field);
  if (zone === null || isRight({ from: zoned }, zone)) {
    return zone;
  }
  throw new Unreadable(
    `is a ${line.kind} event: its ${field} must be a time zone such as Europe/Berlin`,
  );
}

const zoned = (zone: string) => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);

function isRight(type: { from(text: string): unknown }, text: string): boolean {
  try {
    type.from(text);
    return true;
  } catch {
    return false;
  }
}
