import assert from "node:assert/strict";
import fc from "fast-check";
import type { Stop } from "../contract/calendar.ts";
import { first, utcCalendar } from "./testing/calendar.ts";
import { following, instantOf, type Standing, step, textOf } from "./step.ts";

const loadDurationMs = 1_200;
const calendarOf = (waitMs: number) =>
  utcCalendar({ days: 3, waitMs: (name) => name === "schedule" ? 0 : waitMs });

interface Tick {
  readonly afterMs: number;
  readonly isDone: boolean;
}

const tick: fc.Arbitrary<Tick> = fc.record({
  afterMs: fc.oneof(
    fc.double({ min: 0, max: 30, noNaN: true }),
    fc.double({ min: 0, max: 2_000, noNaN: true }),
  ),
  isDone: fc.boolean(),
});

interface Seen {
  readonly nowMs: number;
  readonly isDone: boolean;
  readonly limit: bigint | null;
  readonly before: Standing;
  readonly standing: Standing;
  readonly passed: Stop | null;
}

/** The load begins at 0 and is over at `overMs`. */
function play(waitMs: number, overMs: number, ticks: readonly Tick[]): Seen[] {
  const calendar = calendarOf(waitMs);
  let standing: Standing = {
    instant: first,
    atMs: 0,
    stop: calendar.nextStop(textOf(first)),
    waitsSinceMs: null,
  };
  let nowMs = 0;
  return ticks.map(({ afterMs, isDone }) => {
    nowMs += afterMs;
    const limit = nowMs >= overMs
      ? null
      : instantOf(calendar.instantAt(Math.min(1, nowMs / loadDurationMs)));
    const before = standing;
    const taken = step(before, { nowMs, limit, isDone }, (after) => calendar.nextStop(after));
    standing = taken.standing;
    return { nowMs, isDone, limit, before, ...taken };
  });
}

const game = fc.record({
  waitMs: fc.constantFrom(0, 1, 500, 12_000),
  overMs: fc.integer({ min: 0, max: 3_000 }),
  ticks: fc.array(tick, { maxLength: 300 }),
});

Deno.test("the clock never goes back, and is never ahead of the load", () => {
  fc.assert(
    fc.property(game, ({ waitMs, overMs, ticks }) => {
      for (const { before, standing, limit } of play(waitMs, overMs, ticks)) {
        assert(standing.instant >= before.instant);
        if (limit !== null) assert(standing.instant <= limit);
      }
    }),
  );
});

Deno.test("the clock stands on every stop, and passes none before its work is done or its wait is over", () => {
  fc.assert(
    fc.property(game, ({ waitMs, overMs, ticks }) => {
      const calendar = calendarOf(waitMs);
      let next = calendar.nextStop(textOf(first));
      let waited: number | null = null;
      for (const { nowMs, isDone, before, standing, passed } of play(waitMs, overMs, ticks)) {
        if (passed === null) assert(standing.instant < instantOf(next.at));
        else {
          assert.equal(passed.at, next.at);
          assert.equal(standing.instant, instantOf(next.at));
          assert(isDone || nowMs - (waited ?? nowMs) >= passed.waitMs);
          next = calendar.nextStop(next.at);
        }
        assert.equal(standing.stop.at, next.at);
        waited = standing.instant === instantOf(next.at) - 1_000n
          ? before.instant === standing.instant ? waited ?? nowMs : nowMs
          : null;
      }
    }),
  );
});

Deno.test("a day takes at least 100 ms", () => {
  fc.assert(
    fc.property(game, ({ waitMs, overMs, ticks }) => {
      for (const { before, standing } of play(waitMs, overMs, ticks)) {
        const hours = Number(standing.instant - before.instant) / 3.6e12;
        assert(hours <= (standing.atMs - before.atMs) * 24 / 100 + 1e-6);
      }
    }),
  );
});

Deno.test("in the end the clock always moves on, even if the work of a stop is never done", () => {
  fc.assert(
    fc.property(game, fc.integer({ min: 1, max: 50 }), ({ waitMs, overMs, ticks }, everyMs) => {
      const days = 4;
      const enoughMs = overMs + days * (100 + 2 * waitMs + 5 * everyMs);
      const rest = Array.from(
        { length: Math.ceil(enoughMs / everyMs) },
        () => ({ afterMs: everyMs, isDone: false }),
      );
      const all = play(waitMs, overMs, [...ticks, ...rest]);
      const start = all[ticks.length].standing.instant;
      assert(all.at(-1)!.standing.instant - start >= BigInt(days - 1) * 86_400_000_000_000n);
    }),
    { numRuns: 30 },
  );
});

Deno.test("very frequent steps do not stop the clock", () => {
  const ticks = Array.from({ length: 20_000 }, () => ({ afterMs: 0.0007, isDone: true }));
  const moved = play(0, 0, ticks).at(-1)!.standing.instant - first;
  assert(moved > 3_000_000_000_000n, `${moved} ns`);
});

Deno.test("a calendar that does not go on is refused", () => {
  const stop = { name: "check", date: "2026-03-01", waitMs: 0 } as const;
  const at = "2026-03-02T20:00:00Z";
  const isDone = () => Promise.resolve(true);
  assert.throws(
    () => following({ at }, () => ({ ...stop, at, isDone })),
    /The calendar's stop after 2026-03-02T20:00:00Z is at 2026-03-02T20:00:00Z; it must be later/,
  );
});
