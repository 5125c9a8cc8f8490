/**
 * Business days: the local calendar dates of a zone, with the instants at which their work is done.
 * A day has 24 hours, or 23, 25, 23.5 or 24.5 where the zone changes its clocks.
 */

/** A zone, its first business day, and the local time of day at which the rows of the day before are sent. */
export interface Calendar {
  /** IANA: `Europe/Berlin`. */
  readonly zone: string;
  readonly start: Temporal.PlainDate;
  /** Number of days over which the load is spread. */
  readonly days: number;
  readonly schedule: Temporal.PlainTime;
  /** Number of the day without any operation, from 1; 0: none. @default 0 */
  readonly quietDay?: number;
}

/** The instants of one business day. The day is [from, to). */
export interface BusinessDay {
  readonly date: Temporal.PlainDate;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** The producer sends the rows of this day. */
  readonly schedule: Temporal.Instant;
  /** The consumer asks again for a file that is missing or bad. */
  readonly check: Temporal.Instant;
  /** The rows must be loaded. */
  readonly deadline: Temporal.Instant;
}

const checkAfter = { hours: 1 } as const;
const deadlineAfter = { hours: 12 } as const;

/** Midnight, or the first moment of a date whose midnight is skipped. */
export const startOf = (date: Temporal.PlainDate, zone: string): Temporal.Instant =>
  date.toZonedDateTime(zone).toInstant();

export function businessDay(
  date: Temporal.PlainDate,
  { zone, schedule }: Pick<Calendar, "zone" | "schedule">,
): BusinessDay {
  const next = date.add({ days: 1 });
  // A time that is skipped moves by the length of the gap; of a repeated time the first one counts.
  const at = (local: Temporal.PlainDateTime) => local.toZonedDateTime(zone).toInstant();
  const local = next.toPlainDateTime(schedule);
  const sent = at(local);
  return {
    date,
    from: startOf(date, zone),
    to: startOf(next, zone),
    schedule: sent,
    // An elapsed hour: by the clock on the wall, a skipped hour would leave no time.
    check: sent.add(checkAfter),
    // By the clock on the wall: sent at 19:00, due at 07:00, also in a night of 11 or 13 hours.
    deadline: at(local.add(deadlineAfter)),
  };
}

/** The business date of an instant. */
export const dateOf = (instant: Temporal.Instant, zone: string): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(zone).toPlainDate();

/** Reads the calendar from the words of a plan or the environment. */
export const calendarOf = (word: (name: string) => string): Calendar => ({
  zone: word("zone"),
  start: Temporal.PlainDate.from(word("start-date")),
  days: Number(word("days")),
  schedule: Temporal.PlainTime.from(word("schedule")),
  quietDay: Number(word("quiet-day")),
});

/** As a database and a file have it: `2026-03-29T10:00:00.000001Z`. */
export const text = (instant: Temporal.Instant): string =>
  instant.toString({ smallestUnit: "microsecond" });

const microsecond = { microseconds: 1 } as const;
/** One operation of so many is at the first moment of its day, and one of so many at the last. */
const atStartEvery = 37;
const atEndEvery = 41;

/** The business time at this share of the load, from 0 to 1; each day that is not quiet takes the same share. */
export function instantAtShare(calendar: Calendar, share: number): Temporal.Instant {
  const { start, days, zone, quietDay = 0 } = calendar;
  const isQuiet = quietDay >= 1 && quietDay <= days;
  const inDays = Math.max(0, share) * (isQuiet ? days - 1 : days);
  const busy = Math.floor(inDays);
  const whole = isQuiet && busy >= quietDay - 1 ? busy + 1 : busy;
  const { from, to } = boundsOf(start.add({ days: whole }), zone);
  const microseconds = Math.floor(
    (inDays - busy) * (to.epochMilliseconds - from.epochMilliseconds) * 1_000,
  );
  return from.add({ microseconds });
}

function boundsOf(date: Temporal.PlainDate, zone: string) {
  return { from: startOf(date, zone), to: startOf(date.add({ days: 1 }), zone) };
}

/** The business time of an operation of the load. Some stand exactly on the bounds of their day. */
export function instantOf(calendar: Calendar, op: number, share: number): Temporal.Instant {
  const { start, days, zone } = calendar;
  const last = startOf(start.add({ days }), zone).subtract(microsecond);
  const exact = instantAtShare(calendar, share);
  // An operation may be planned at the very end of the load: it belongs to the last day.
  const instant = Temporal.Instant.compare(exact, last) > 0 ? last : exact;
  const { from, to } = boundsOf(dateOf(instant, zone), zone);
  if (op % atStartEvery === atStartEvery - 1) return from;
  if (op % atEndEvery === atEndEvery - 1) return to.subtract(microsecond);
  return instant;
}
