/** A row for each business day, ten at most. */
import { type DayCells, dayCells, zoneOf } from "../day_cells.ts";
import type { Paint } from "../paint.ts";
import type { Result } from "../result.ts";
import { many } from "../words/amounts.ts";
import type { Row } from "./rows.ts";

const mostRows = 10;

export function dayRows(result: Result, paint: Paint): Row[] {
  const days = dayCells(result);
  const isCut = days.length > mostRows;
  const shown = isCut ? days.slice(0, mostRows - 1) : days;
  const widths = columns(shown);
  const rows = shown.map((day, index): Row => {
    return [index === 0 ? `days in ${zoneOf(result)}` : "", lineOf(day, widths, paint)];
  });
  const more = many(days.length - shown.length, "more day");
  return isCut ? [...rows, ["", `and ${more}, in report.html and the JSON`]] : rows;
}

const fields = (day: DayCells): string[] => [
  day.date,
  day.hours,
  day.rows,
  day.files,
  `schedule ${day.schedule}`,
  `check ${day.check}`,
  `deadline ${day.deadline}`,
];

const columns = (days: readonly DayCells[]): number[] =>
  days.map(fields).reduce<number[]>(
    (widths, cells) => cells.map((cell, i) => Math.max(widths[i] ?? 0, cell.length)),
    [],
  );

function lineOf(day: DayCells, widths: readonly number[], paint: Paint): string {
  const { loaded, timing, place, requests } = day;
  const color = timing === "in time" ? "green" : timing === "late" ? "red" : "yellow";
  const rest = [
    `${/^(before|after)/.test(loaded) ? "loaded " : ""}${loaded}, ${paint(color, timing)}`,
    ...(place === "–" ? [] : [place]),
    ...(requests === "" ? [] : [requests]),
  ];
  const cells = fields(day).map((cell, i) => cell.padEnd(widths[i]));
  return [...cells, rest.join("; ")].join("  ");
}
