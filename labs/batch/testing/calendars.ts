/** Calendars around the days on which programs fail, and rows at the instants at which they do. */
import fc from "fast-check";
import { type BusinessDay, businessDay, type Calendar } from "../business_days.ts";

const microsecond = { microseconds: 1 } as const;

/** A clock change of each kind, and dates with ends of months and years and with leap days. */
const ordinary = [
  "2024-02-29",
  "2025-02-28",
  "2026-12-31",
  "2026-04-30",
  "2028-02-29",
  "2099-12-31",
];
const boundaries: Readonly<Record<string, readonly string[]>> = {
  // No clock change since 1988.
  "Asia/Seoul": ["1988-05-08", "1988-10-09"],
  "Europe/Berlin": ["2024-03-31", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28"],
  // At midnight: until 2018 the first hour of a date was skipped, until 2019 the last was repeated.
  "America/Sao_Paulo": ["2015-10-18", "2016-02-20", "2017-02-18", "2018-11-04", "2019-02-16"],
  // By half an hour.
  "Australia/Lord_Howe": ["2024-04-07", "2025-10-05", "2026-04-05", "2026-10-04"],
};

const schedules = ["00:00", "01:45", "02:00", "02:30", "03:00", "19:00", "23:00", "23:30"];

const time = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...schedules) },
  fc.nat({ max: 24 * 60 - 1 }).map((minute) =>
    String(Temporal.PlainTime.from("00:00").add({ minutes: minute }))
  ),
);

export const calendars: fc.Arbitrary<Calendar> = fc.constantFrom(...Object.keys(boundaries)).chain(
  (zone) =>
    fc.record({
      boundary: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...boundaries[zone]) },
        fc.constantFrom(...ordinary),
      ),
      days: fc.integer({ min: 3, max: 10 }),
      /** The boundary is this day of the load, or the one before it. */
      at: fc.nat({ max: 10 }),
      schedule: time,
    }).map(({ boundary, days, at, schedule }) => ({
      zone,
      start: Temporal.PlainDate.from(boundary).subtract({ days: at % (days + 1) - 1 }),
      days,
      schedule: Temporal.PlainTime.from(schedule),
    })),
);

/** The days of the load, in their order. */
export const daysOf = (calendar: Calendar): BusinessDay[] =>
  Array.from(
    { length: calendar.days },
    (_, i) => businessDay(calendar.start.add({ days: i }), calendar),
  );

/** The moments at which the zone changes its clocks between two instants. */
export function changesBetween(from: Temporal.Instant, to: Temporal.Instant, zone: string) {
  const found: { at: Temporal.Instant; backMs: number }[] = [];
  let now = from.toZonedDateTimeISO(zone);
  for (;;) {
    const next = now.getTimeZoneTransition("next");
    if (next === null || Temporal.Instant.compare(next.toInstant(), to) >= 0) return found;
    const before = next.toInstant().subtract({ nanoseconds: 1 }).toZonedDateTimeISO(zone);
    found.push({
      at: next.toInstant(),
      backMs: (before.offsetNanoseconds - next.offsetNanoseconds) / 1e6,
    });
    now = next;
  }
}

/** Every instant of the load at which a window may fail, with one microsecond before and after it. */
export function edgesOf(calendar: Calendar): Temporal.Instant[] {
  const days = daysOf(calendar);
  const [start, end] = [days[0].from, days.at(-1)!.to];
  const edges = days.flatMap(({ from, to, schedule }) => [
    ...[from, to, to.subtract({ microseconds: 499 }), to.subtract({ milliseconds: 1 })],
    ...[schedule, schedule.subtract({ hours: 24 }), schedule.add({ minutes: 10 })],
  ]);
  for (const { at, backMs } of changesBetween(start, end, calendar.zone)) {
    const length = { milliseconds: Math.abs(backMs) };
    const half = { milliseconds: Math.abs(backMs) / 2 };
    edges.push(at, at.add(length), at.subtract(length), at.add(half), at.subtract(half));
  }
  const near = edges.flatMap((at) => [at, at.add(microsecond), at.subtract(microsecond)]);
  return near.filter((at) => isBetween(at, start, end));
}

export const isBetween = (
  at: Temporal.Instant,
  from: Temporal.Instant,
  to: Temporal.Instant,
): boolean => Temporal.Instant.compare(at, from) >= 0 && Temporal.Instant.compare(at, to) < 0;

/** A calendar with some of its edges and some other instants of its load, with microseconds. */
export const loads = calendars.chain((calendar) => {
  const edges = edgesOf(calendar);
  const days = daysOf(calendar);
  const [start, end] = [days[0].from, days.at(-1)!.to];
  const lengthMs = end.epochMilliseconds - start.epochMilliseconds;
  const anywhere = fc.tuple(fc.nat({ max: lengthMs - 1 }), fc.nat({ max: 999 })).map(
    ([milliseconds, microseconds]) => start.add({ milliseconds, microseconds }),
  );
  const row = fc.oneof(fc.constantFrom(...edges), anywhere);
  return fc.array(row, { maxLength: 40 }).map((rows) => ({ calendar, rows }));
});
