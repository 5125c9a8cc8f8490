/** The business days of a history: what is known of each of them. Times are those of its zone. */
import type { Facts, FileFact, StopFact } from "../history/facts.ts";

export interface BusinessDays {
  /** The time zone of all times here; null where the history names none: then they are in UTC. */
  readonly zone: string | null;
  /** By date. */
  readonly days: readonly BusinessDay[];
}

export interface BusinessDay {
  readonly date: string;
  /** Its length, 23 or 25 where the clocks change; null where the zone is not known. */
  readonly hours: number | null;
  /** The load was planned for earlier days only. */
  readonly isAfterLoad: boolean;
  /** The rows that the source's queries took; null where nobody counted them. */
  readonly rows: number | null;
  /** When the clock passed its stops; null where it did not. */
  readonly schedule: PassedStop | null;
  readonly check: PassedStop | null;
  readonly deadline: PassedStop | null;
  /** By attempt. */
  readonly files: readonly FileOfDay[];
  /** Its first load; null where it was not loaded. */
  readonly loaded: Loaded | null;
  readonly timing: Timing;
  /** How often the target asked for its file again, and how often a person did. */
  readonly requests: { readonly byTarget: number; readonly byHand: number };
}

/** `open`: it was not loaded, and its deadline did not pass. */
export const timings = ["in time", "late", "open", "unknown"] as const;
export type Timing = (typeof timings)[number];

export interface PassedStop {
  /** The business time, with its offset: `2026-03-29T19:00:00+09:00`. */
  readonly at: string;
  /** In milliseconds since the start of the run; null where the history does not say. */
  readonly atMs: number | null;
}

export interface FileOfDay {
  readonly name: string;
  readonly attempt: number;
  /** The folders that hold it at the end. */
  readonly places: readonly string[];
}

export interface Loaded {
  /** In milliseconds since the start of the run; null where the history does not say. */
  readonly atMs: number | null;
  /** The last stop that the clock had passed then, and the next one; null where there is none. */
  readonly after: string | null;
  readonly before: string | null;
}

/** Null where the history knows of no business day. */
export function businessDaysOf(facts: Facts): BusinessDays | null {
  const { clock, totals, files, requests, orders } = facts;
  const dates = [...clock, ...totals, ...files, ...requests, ...orders].flatMap(({ date }) =>
    date ?? []
  );
  if (dates.length === 0) return null;
  const zone = clock.find((stop) => stop.zone !== null)?.zone ?? null;
  const days = [...new Set(dates)].sort().map((date) => dayOf(facts, date, zone));
  return { zone, days };
}

function dayOf(facts: Facts, date: string, zone: string | null): BusinessDay {
  const of = <T extends { readonly date: string | null }>(all: readonly T[]): T[] =>
    all.filter((one) => one.date === date);
  const stops = of(facts.clock);
  const passed = (name: StopFact["name"]): PassedStop | null => {
    const stop = stops.find((one) => one.name === name);
    return stop === undefined ? null : { at: localTime(stop.business, zone), atMs: stop.atMs };
  };
  const files = of(facts.files);
  const [schedule, check, deadline] = [passed("schedule"), passed("check"), passed("deadline")];
  return {
    date,
    hours: zone === null ? null : Temporal.PlainDate.from(date).toZonedDateTime(zone).hoursInDay,
    isAfterLoad: stops.some(({ isAfterLoad }) => isAfterLoad),
    // Where other days were counted, a day without a count has no rows.
    rows: facts.totals.length === 0 ? null : of(facts.totals)[0]?.query?.count ?? 0,
    schedule,
    check,
    deadline,
    files: files.map(({ name, attempt, places }) => ({ name, attempt, places })),
    loaded: loadedOf(files, facts.clock, zone),
    timing: timingOf(files, deadline),
    requests: { byTarget: of(facts.requests).length, byHand: of(facts.orders).length },
  };
}

function loadedOf(
  files: readonly FileFact[],
  clock: readonly StopFact[],
  zone: string | null,
): Loaded | null {
  const loads = files.flatMap(({ loadedMs }) => loadedMs);
  if (loads.length === 0) return null;
  const atMs = firstOf(loads);
  if (atMs === null) return { atMs, after: null, before: null };
  const stops = clock.filter((stop) => stop.atMs !== null);
  const last = stops.findLast((stop) => stop.atMs! <= atMs);
  const next = stops.find((stop) => stop.atMs! > atMs);
  const shown = (stop?: StopFact) => stop === undefined ? null : localTime(stop.business, zone);
  return { atMs, after: shown(last), before: shown(next) };
}

function timingOf(files: readonly FileFact[], deadline: PassedStop | null): Timing {
  const loads = files.flatMap(({ loadedMs }) => loadedMs);
  if (deadline === null) return loads.length === 0 ? "open" : "in time";
  if (loads.length === 0) return "late";
  const first = firstOf(loads);
  if (deadline.atMs === null || first === null) return "unknown";
  if (first <= deadline.atMs) return "in time";
  return loads.includes(null) ? "unknown" : "late";
}

function firstOf(loads: readonly (number | null)[]): number | null {
  const known = loads.filter((atMs) => atMs !== null);
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b));
}

const localTime = (instant: string, zone: string | null): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone ?? "UTC")
    .toString({ timeZoneName: "never" });
