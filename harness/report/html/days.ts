import { type Markup, markup } from "../markup.ts";
import { type BusinessDay, dayCells, zoneOf } from "../day_cells.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

const kinds: Readonly<Record<BusinessDay["timing"], string>> = {
  "in time": "kept",
  "late": "broken",
  "open": "unknown",
  "unknown": "unknown",
};

/** One row a business day; null where the history knows of none. */
export function businessDays(result: Result, words: Catalogue): Markup | null {
  const days = dayCells(result, words);
  if (days.length === 0) return null;
  const { title, caption, head, note } = words.days;
  const rows = days.map((day) => [
    day.date,
    day.hours,
    day.rows,
    day.files,
    day.schedule,
    day.check,
    day.deadline,
    day.loaded,
    word(day.timing, kinds[day.state]),
    visible(day.place),
    day.requests || "–",
  ]);
  return section(
    "days",
    title,
    table(visible(caption(zoneOf(result))), head, rows, "times rows"),
    markup`<p class="note">${note}</p>`,
  );
}
