/** For tests: a calendar of UTC days from 2026-03-01 on. */
import type { Calendar, Stop } from "../../contract/calendar.ts";
import { instantOf, textOf } from "../step.ts";

const hour = 3_600_000_000_000n;
const day = 24n * hour;
export const first = instantOf("2026-03-01T00:00:00Z");

/** The hours from the begin of a date to each of its stops. */
const hours = { schedule: 43n, check: 44n, deadline: 55n };

export interface CalendarOptions {
  /** The load is spread over this many days. */
  readonly days: number;
  readonly waitMs?: (name: Stop["name"], date: string) => number;
  readonly isDone?: (name: Stop["name"], date: string) => Promise<boolean>;
}

export function utcCalendar(
  { days, waitMs = () => 0, isDone = () => Promise.resolve(true) }: CalendarOptions,
): Calendar {
  const stopsOf = (place: bigint): Stop[] => {
    const date = textOf(first + place * day).slice(0, 10);
    return Object.entries(hours).map(([word, after]) => {
      const name = word as Stop["name"];
      const at = textOf(first + place * day + after * hour);
      return { name, date, at, waitMs: waitMs(name, date), isDone: () => isDone(name, date) };
    });
  };
  return {
    zone: "Asia/Seoul",
    instantAt: (share) =>
      textOf(first + BigInt(Math.round(share * days * 1e9)) * day / 1_000_000_000n),
    nextStop(after) {
      const from = (instantOf(after) - first) / day;
      const near = [from - 3n, from - 2n, from - 1n, from].filter((place) => place >= 0n);
      return [...near, from + 1n].flatMap(stopsOf)
        .filter(({ at }) => instantOf(at) > instantOf(after))
        .toSorted((a, b) => a.at < b.at ? -1 : 1)[0];
    },
  };
}
