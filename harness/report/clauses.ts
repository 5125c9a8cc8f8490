/** Clauses that several forms share. */
import type { AnomalyName } from "../check/evidence.ts";
import type { Result } from "./result.ts";
import { duration } from "./words/amounts.ts";

/** Words for the anomalies that a report does not call by their names. */
export const anomalyWords: Partial<Record<AnomalyName, string>> = {
  outOfOrder: "out of order",
  aside: "set aside",
};

/** `newsletter 247 (joined at 2.1 s)`. */
export function inTarget({ name, applied, joinedMs }: Result["targets"][number]): string {
  if (joinedMs === null) return `${name} ${applied}`;
  const since = joinedMs <= 0
    ? "joined, and read from the start"
    : `joined at ${duration(joinedMs)}`;
  return `${name} ${applied} (${since})`;
}

/** `relay at 3.1 s, after kill-source: the slot is gone`. */
export function inHalt({ role, atMs, why, under }: Result["halts"][number]): string {
  const when = atMs === null ? "" : ` at ${duration(atMs)}`;
  const cause = under === null ? "" : `, after ${under}`;
  return `${role}${when}${cause}: ${why}`;
}

/** `during 37 of 412, after 2 of 300`; null where no caller failed. */
export function callersFailed({ callers, faults }: Result): string | null {
  if (callers.all.failed === 0) return null;
  const phases = (["before", "during", "after"] as const).filter((phase) =>
    faults.length > 0 && callers[phase].failed > 0
  );
  const of = (phase: "all" | (typeof phases)[number]) =>
    `${callers[phase].failed} of ${callers[phase].count}`;
  return phases.length === 0
    ? of("all")
    : phases.map((phase) => `${phase} ${of(phase)}`).join(", ");
}
