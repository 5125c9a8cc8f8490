/**
 * The sound window takes each row exactly once, in every calendar. Each broken twin fails exactly
 * where it must. This file states what a row or calendar needs for that, without the windows' code.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Calendar, text } from "./business_days.ts";
import { isInWindow, type WindowName, windows } from "./windows.ts";
import {
  calendars,
  changesBetween,
  daysOf,
  edgesOf,
  isBetween,
  loads,
} from "./testing/calendars.ts";

type Instant = Temporal.Instant;
type Rows = readonly Instant[];
const { compare } = Temporal.Instant;
const everyCalendar = { numRuns: 1_000 };

/** How often each row is sent by the runs of all days. A run knows only rows that were there by then. */
function timesSent(name: WindowName, calendar: Calendar, rows: Rows): number[] {
  const times = rows.map(() => 0);
  let last: Instant | null = null;
  for (const day of daysOf(calendar)) {
    const window = windows[name](day, calendar, last === null ? null : text(last));
    const isIn = isInWindow(window, calendar);
    for (const [i, row] of rows.entries()) {
      if (compare(row, day.schedule) > 0 || !isIn(row)) continue;
      times[i]++;
      if (last === null || compare(row, last) > 0) last = row;
    }
  }
  return times;
}

interface Sent {
  readonly lost: number;
  readonly doubled: number;
}

function outcomeOf(name: WindowName, calendar: Calendar, rows: Rows): Sent {
  const times = timesSent(name, calendar, rows);
  return {
    lost: times.filter((count) => count === 0).length,
    doubled: times.filter((count) => count > 1).length,
  };
}

const countIn = (rows: Rows, from: Instant, to: Instant): number =>
  rows.filter((row) => isBetween(row, from, to)).length;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** How many rows each twin must lose and double. */
const expected: Readonly<Record<WindowName, (calendar: Calendar, rows: Rows) => Sent>> = {
  "half-open": () => ({ lost: 0, doubled: 0 }),

  /** A row exactly at the first moment of a day is sent for two days, except on the first day. */
  "closed": (calendar, rows) => {
    const bounds = daysOf(calendar).slice(1).map(({ from }) => from);
    const doubled = rows.filter((row) => bounds.some((bound) => row.equals(bound))).length;
    return { lost: 0, doubled };
  },

  /**
   * Of two schedules in a row, the second comes after more than 24 hours: rows of the time between
   * the first and 24 hours before the second are lost. After less: rows of that time come twice.
   */
  "last-24h": (calendar, rows) => {
    const times = daysOf(calendar).map(({ schedule }) => schedule);
    const pairs = times.slice(1).map((at, i) => [times[i], at.subtract({ hours: 24 })] as const);
    return {
      lost: sum(pairs.map(([before, from]) => countIn(rows, before, from))),
      doubled: sum(pairs.map(([before, from]) => countIn(rows, from, before))),
    };
  },

  /**
   * The zone sets its clocks back after the schedule, at most by as much as they are set back: then
   * the local time of the schedule comes again, and rows from the change until then are lost.
   */
  "local-watermark": (calendar, rows) => {
    const lost = lostByLocalTime(calendar).map(([from, to]) =>
      rows.filter((row) => compare(row, from) >= 0 && compare(row, to) <= 0).length
    );
    return { lost: sum(lost), doubled: 0 };
  },

  /**
   * The last row of the days before has microseconds: it is sent again. So is each other row of
   * its millisecond, except one exactly at the start of that millisecond.
   */
  "ms-watermark": (calendar, rows) => {
    const again = new Set<Instant>();
    for (const { from } of daysOf(calendar).slice(1)) {
      const before = rows.filter((row) => compare(row, from) < 0);
      const last = before.toSorted(compare).at(-1);
      if (last === undefined) continue;
      const cut = last.epochNanoseconds - last.epochNanoseconds % 1_000_000n;
      for (const row of before) if (row.epochNanoseconds > cut) again.add(row);
    }
    return { lost: 0, doubled: rows.filter((row) => again.has(row)).length };
  },
};

function lostByLocalTime(calendar: Calendar): (readonly [Instant, Instant])[] {
  return daysOf(calendar).flatMap(({ schedule }) => {
    const soon = changesBetween(schedule, schedule.add({ hours: 3 }), calendar.zone);
    return soon.filter(({ at, backMs }) => {
      const sinceMs = at.epochMilliseconds - schedule.epochMilliseconds;
      return sinceMs > 0 && sinceMs <= backMs;
    }).map(({ at, backMs }) => [at, schedule.add({ milliseconds: backMs })] as const);
  });
}

for (const name of Object.keys(windows) as WindowName[]) {
  const title = name === "half-open"
    ? "takes each row exactly once, in 1,000 calendars"
    : "loses and doubles the rows that it must, and no other, in 1,000 calendars";
  Deno.test(`${name}: ${title}`, () => {
    const check = fc.property(loads, ({ calendar, rows }) => {
      const unique = [...new Map(rows.map((row) => [text(row), row])).values()];
      assert.deepEqual(outcomeOf(name, calendar, unique), expected[name](calendar, unique));
    });
    fc.assert(check, everyCalendar);
  });
}

/** Which calendars can show a twin, whatever the rows of the other days are. */
const canShow: Readonly<Record<Exclude<WindowName, "half-open">, (calendar: Calendar) => boolean>> =
  {
    "closed": () => true,
    "ms-watermark": () => true,
    "last-24h": (calendar) => {
      const days = daysOf(calendar);
      const end = days.at(-1)!.to;
      return days.slice(1).some(({ schedule }, i) => {
        const [before, from] = [days[i].schedule, schedule.subtract({ hours: 24 })];
        return !before.equals(from) && (compare(before, end) < 0 || compare(from, end) < 0);
      });
    },
    "local-watermark": (calendar) => {
      const end = daysOf(calendar).at(-1)!.to;
      return lostByLocalTime(calendar).some(([from]) => compare(from, end) < 0);
    },
  };

Deno.test("each twin is caught in every one of 1,000 calendars that can show it, and in no other", () => {
  const shown = { "closed": 0, "last-24h": 0, "local-watermark": 0, "ms-watermark": 0 };
  const check = fc.property(calendars, (calendar) => {
    const rows = [...new Map(edgesOf(calendar).map((row) => [text(row), row])).values()];
    assert.deepEqual(outcomeOf("half-open", calendar, rows), { lost: 0, doubled: 0 });
    for (const name of Object.keys(shown) as (keyof typeof shown)[]) {
      const { lost, doubled } = outcomeOf(name, calendar, rows);
      const isShown = lost + doubled > 0;
      assert.equal(isShown, canShow[name](calendar), `${name}: ${lost} lost, ${doubled} doubled`);
      if (isShown) shown[name]++;
    }
  });
  fc.assert(check, everyCalendar);
  assert.equal(shown.closed, 1_000);
  assert.equal(shown["ms-watermark"], 1_000);
  // A test that meets few of them proves little.
  assert(shown["last-24h"] > 100, JSON.stringify(shown));
  assert(shown["local-watermark"] > 5, JSON.stringify(shown));
});
