/**
 * Windows of time by which a nightly job may choose its rows. The first is sound where every row is
 * committed before the job runs; each broken twin stands beside it.
 */
import { type BusinessDay, businessDay, type Calendar, text } from "./business_days.ts";

/** Rows between two bounds. Bounds are instants, or local times without a zone. */
export interface Window {
  readonly by: "instant" | "local time";
  readonly from: string;
  /** The row at `from` does not belong to it. */
  readonly isFromOpen?: true;
  readonly to: string;
  /** The row at `to` belongs to it. */
  readonly isToClosed?: true;
}

/** @param last the business time of the last row that was sent; null before the first */
export type WindowOf = (day: BusinessDay, calendar: Calendar, last: string | null) => Window;

/** From the first moment of the day to the first moment of the next day, which does not belong to it. */
const halfOpen: WindowOf = ({ from, to }) => ({ by: "instant", from: text(from), to: text(to) });

/** Broken twin: both ends belong to the window, so a row exactly at midnight is in two of them. */
const closed: WindowOf = (day, calendar, last) => ({
  ...halfOpen(day, calendar, last),
  isToClosed: true,
});

/**
 * Broken twin: the last 24 hours. Where 25 hours pass from one schedule to the next, the rows of one
 * hour are never sent; where 23 pass, those of one hour are sent twice. The first run sends all.
 */
const last24Hours: WindowOf = ({ date, from, schedule }, { start }) => ({
  by: "instant",
  from: text(date.equals(start) ? from : schedule.subtract({ hours: 24 })),
  to: text(schedule),
});

/** Broken twin: local times without their zone; the hour that the clock repeats is older than the watermark. */
const localWatermark: WindowOf = ({ date, schedule }, calendar) => {
  const before = businessDay(date.subtract({ days: 1 }), calendar);
  const isFirst = date.equals(calendar.start);
  const from = isFirst ? businessDay(date, calendar).from : before.schedule;
  return {
    by: "local time",
    from: localOf(from, calendar),
    ...(!isFirst && { isFromOpen: true }),
    to: localOf(schedule, calendar),
    isToClosed: true,
  };
};

/** Broken twin: keeps the last row's time as a `Date` does, without its microseconds: that row comes again. */
const millisecondWatermark: WindowOf = ({ from, to }, _calendar, last) => ({
  by: "instant",
  from: last === null ? text(from) : new Date(last).toISOString(),
  ...(last !== null && { isFromOpen: true }),
  to: text(to),
});

export const windows = {
  "half-open": halfOpen,
  "closed": closed,
  "last-24h": last24Hours,
  "local-watermark": localWatermark,
  "ms-watermark": millisecondWatermark,
} satisfies Record<string, WindowOf>;

export type WindowName = keyof typeof windows;

const localOf = (instant: Temporal.Instant, { zone }: Pick<Calendar, "zone">): string =>
  instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "microsecond" });

/** The same comparison that the database makes. */
export function isInWindow(
  { by, from, isFromOpen, to, isToClosed }: Window,
  { zone }: Pick<Calendar, "zone">,
): (instant: Temporal.Instant) => boolean {
  const order = by === "instant" ? byInstant(from, to) : byLocalTime(from, to, zone);
  return (instant) => {
    const [afterFrom, afterTo] = order(instant);
    return (isFromOpen ? afterFrom > 0 : afterFrom >= 0) &&
      (isToClosed ? afterTo <= 0 : afterTo < 0);
  };
}

/** Compares an instant with both bounds. */
type Order = (instant: Temporal.Instant) => readonly [number, number];

function byInstant(...bounds: readonly [string, string]): Order {
  const [from, to] = bounds.map((bound) => Temporal.Instant.from(bound));
  const { compare } = Temporal.Instant;
  return (instant) => [compare(instant, from), compare(instant, to)];
}

function byLocalTime(from: string, to: string, zone: string): Order {
  const [first, last] = [from, to].map((bound) => Temporal.PlainDateTime.from(bound));
  const { compare } = Temporal.PlainDateTime;
  return (instant) => {
    const local = instant.toZonedDateTimeISO(zone).toPlainDateTime();
    return [compare(local, first), compare(local, last)];
  };
}
