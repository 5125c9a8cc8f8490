/** A login with its business time and with a note that a careless reader of files breaks on. */
import type { OperationValues, PlannedLoad } from "../../harness/contract/operation.ts";
import type { LoginRequest } from "../login_points/message.ts";
import { operation as login } from "../login_points/operation.ts";
import { calendarOf, instantOf, text } from "./business_days.ts";

export function operation(values: OperationValues, load: PlannedLoad): LoginRequest {
  const { op, plannedMs } = values;
  const calendar = calendarOf((name) => load.choices[name]);
  const occurredAt = text(instantOf(calendar, op, plannedMs / load.durationMs));
  return { ...login(values), note: values.filler ?? notes[op % notes.length], occurredAt };
}

/** Notes as people type them: mostly none; then line feeds, quotes, formulas, other scripts. */
export const notes = [
  "",
  "",
  "",
  "first line\nsecond line",
  "",
  'she said "yes", twice',
  "",
  "=1+1",
  "",
  "봄 행사, 두 배",
  "",
  "a;b\tc|d=e\\f",
  "",
  "\r\n--\r\n",
];
