import { type Markup, markup } from "../markup.ts";
import { dayCells, zoneOf } from "../day_cells.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

const head = [
  "day",
  "hours",
  "rows",
  "files",
  "schedule",
  "check",
  "deadline",
  "loaded",
  "timing",
  "files lie",
  "asked for again",
];

const kinds: Readonly<Record<string, string>> = { "in time": "kept", "late": "broken" };

/** One row a business day; null where the history knows of none. */
export function businessDays(result: Result): Markup | null {
  const days = dayCells(result);
  if (days.length === 0) return null;
  const rows = days.map((day) => [
    day.date,
    day.hours,
    day.rows,
    day.files,
    day.schedule,
    day.check,
    day.deadline,
    day.loaded,
    word(day.timing, kinds[day.timing] ?? "unknown"),
    visible(day.place),
    day.requests || "–",
  ]);
  const caption = `What happened to each day, in the local time of ${zoneOf(result)}`;
  return section(
    "days",
    "Business days",
    table(visible(caption), head, rows, "times rows"),
    markup`<p class="note">Rows are those that the source's queries took. A load lies between two stops of the business clock. A time without a date is on the date of its schedule; a schedule without one is on the day itself.</p>`,
  );
}
