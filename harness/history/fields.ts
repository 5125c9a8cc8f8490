/** Reads the fields of an event that `JSON.parse` returned, and rejects a wrong field. */
import { type Line, Unreadable } from "./slow_line.ts";

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
