/**
 * One step of the business clock. The clock never gets ahead of the load, and waits just before a
 * stop whose work is not done. It stands on the instant of each stop once. A day takes at least
 * 100 ms.
 */
import type { Stop } from "../contract/calendar.ts";

/** Where the clock stands. Business instants are nanoseconds since 1970. */
export interface Standing {
  readonly instant: bigint;
  /** When it got there, in milliseconds of the run. */
  readonly atMs: number;
  /** The next stop. */
  readonly stop: Stop;
  /** Since when it waits just before the stop; null where it is not there yet. */
  readonly waitsSinceMs: number | null;
}

export interface Look {
  /** Milliseconds of the run; not before `atMs`. */
  readonly nowMs: number;
  /** The load has come this far; null where it is over. */
  readonly limit: bigint | null;
  /** The work of the next stop is known to be done. */
  readonly isDone: boolean;
}

export interface Step {
  readonly standing: Standing;
  /** The stop on whose instant it stands now. */
  readonly passed: Stop | null;
}

const dayNs = 86_400_000_000_000n;
/** The shortest time for a day, in milliseconds. */
export const shortestDayMs = 100;
/** The clock waits this far before a stop: the shortest time that its answers can show. */
const microsecond = 1_000n;

export function step(
  before: Standing,
  { nowMs, limit, isDone }: Look,
  nextStop: (after: string) => Stop,
): Step {
  const { stop } = before;
  const target = targetOf(before, nowMs, limit);
  const [gate, at] = [instantOf(stop.at) - microsecond, instantOf(stop.at)];
  if (target < gate) {
    const standing = { ...before, instant: target, atMs: nowMs, waitsSinceMs: null };
    return { standing, passed: null };
  }
  const waitsSinceMs = before.waitsSinceMs ?? nowMs;
  const mayPass = isDone || nowMs - waitsSinceMs >= stop.waitMs;
  if (target < at || !mayPass) {
    const instant = gate > before.instant ? gate : before.instant;
    return { standing: { stop, instant, atMs: nowMs, waitsSinceMs }, passed: null };
  }
  const next = following(stop, nextStop);
  return {
    standing: { stop: next, instant: at, atMs: nowMs, waitsSinceMs: null },
    passed: stop,
  };
}

/** How far the clock may go if there were no stop. It never goes back. */
function targetOf({ instant, atMs }: Standing, nowMs: number, limit: bigint | null): bigint {
  const passedNs = BigInt(Math.max(0, Math.floor((nowMs - atMs) * 1_000_000)));
  const fastest = instant + passedNs * dayNs / BigInt(shortestDayMs * 1_000_000);
  if (limit === null) return fastest;
  const target = fastest < limit ? fastest : limit;
  return target > instant ? target : instant;
}

/** @throws Error where the calendar does not go on: the clock would stand for ever */
export function following({ at }: Pick<Stop, "at">, nextStop: (after: string) => Stop): Stop {
  const next = nextStop(at);
  if (instantOf(next.at) > instantOf(at)) return next;
  throw new Error(`The calendar's stop after ${at} is at ${next.at}; it must be later`);
}

/** Nanoseconds since 1970. */
export const instantOf = (text: string): bigint => Temporal.Instant.from(text).epochNanoseconds;

/** `2026-03-29T10:00:00.000000Z`. */
export const textOf = (instant: bigint): string =>
  Temporal.Instant.fromEpochNanoseconds(instant).toString({ smallestUnit: "microsecond" });
