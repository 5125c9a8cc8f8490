/** Two lanes as rows of a table. */
import type { LaneEvent, LaneRow } from "./lanes.ts";

/** Two lanes fit a terminal of 100 columns. */
export const mostLaneColumns = 48;

export function laneRows(rows: readonly LaneRow[]): string[][] {
  const clocks = (side: "left" | "right") =>
    Math.max(0, ...rows.map((row) => clockOf(row[side]).length));
  const [left, right] = [clocks("left"), clocks("right")];
  return rows.map((row) => [textOf(row.left, left), textOf(row.right, right)]);
}

const textOf = (event: LaneEvent | null, width: number): string =>
  event === null ? "" : `${clockOf(event).padStart(width)}  ${event.what}${detailOf(event)}`;

const detailOf = ({ detail }: LaneEvent): string => detail === undefined ? "" : ` (${detail})`;

function clockOf(event: LaneEvent | null): string {
  if (event === null) return "";
  if (event.atMs === null) return "no time";
  const rounded = event.atMs.toFixed(1);
  return `${event.atMs < 0 ? rounded : `+${rounded}`} ms`;
}
