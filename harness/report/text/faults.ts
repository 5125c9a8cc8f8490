/** A row for each fault, and for each role that ended for good. */
import { inHalt } from "../clauses.ts";
import type { Paint } from "../paint.ts";
import type { Result } from "../result.ts";
import { duration } from "../words/amounts.ts";
import type { Row } from "./rows.ts";

export function faultRows(result: Result, paint: Paint): Row[] {
  return result.faults.map((fault, index) => {
    const { name, target, beginMs, endMs, touched, by, why } = fault;
    const from = beginMs === null ? "?" : duration(beginMs);
    const to = endMs === null ? "?" : duration(endMs);
    const means = by === null ? "" : ` (${by})`;
    const what = why === null
      ? paint("green", `effective, touched ${touched}${means}`)
      : paint("yellow", `${why}: proves nothing${means}`);
    return [index === 0 ? "faults" : "", `${name} on ${target}, ${from} to ${to}: ${what}`];
  });
}

export const haltRows = ({ halts }: Result): Row[] =>
  halts.map((halt, index) => [index === 0 ? "halted" : "", inHalt(halt)]);
