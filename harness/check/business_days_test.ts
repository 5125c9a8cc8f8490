/** What is known of a business day, by hand and for any history. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { reading } from "../history/read_testing.ts";
import { businessDaysOf } from "./business_days.ts";
import { date, file, stop, totals } from "./testing/feed_cases.ts";
import type { Event } from "./testing/hand_written.ts";
import { feeds } from "./testing/random_feed.ts";

const daysOf = async (events: readonly Event[]) =>
  businessDaysOf(
    await reading(events.map((event) => `${JSON.stringify(event)}\n`).join("")),
  );
const dayOf = async (events: readonly Event[]) => (await daysOf(events))!.days[0];

Deno.test("a day has the length that its zone gives it", async () => {
  const lengths = { "Europe/Berlin": 23, "Asia/Seoul": 24, "Australia/Lord_Howe": 24 };
  for (const [zone, hours] of Object.entries(lengths)) {
    const { zone: named, days: [day] } = (await daysOf([stop("check", 1, { zone })]))!;
    assert.deepEqual([named, day.hours], [zone, hours]);
  }
  const back = stop("check", 1, { zone: "Australia/Lord_Howe", date: "2026-04-05" });
  assert.equal((await dayOf([back])).hours, 24.5);
});

Deno.test("a day is in time, late, not due yet, or nobody knows", async () => {
  const deadline = stop("deadline", 200);
  const cases: [Event[], string][] = [
    [[deadline, file("loaded", { at: 200 })], "in time"],
    [[deadline, file("loaded", { at: 201 })], "late"],
    [[deadline, file("loaded", { at: 201 }), file("loaded", { at: 7, attempt: 2 })], "in time"],
    [[deadline, file("loaded", { at: 201 }), file("loaded", { attempt: 2 })], "unknown"],
    [[deadline, file("loaded")], "unknown"],
    [[stop("deadline", null), file("loaded", { at: 7 })], "unknown"],
    [[deadline], "late"],
    [[stop("check", 1)], "open"],
    [[stop("check", 1), file("loaded", { at: 7 })], "in time"],
  ];
  for (const [events, timing] of cases) assert.equal((await dayOf(events)).timing, timing);
});

Deno.test("a load lies between two stops, whatever day they are of", async () => {
  const events = [
    stop("schedule", 100, { business: "2026-03-30T10:00:00Z", zone: "Asia/Seoul" }),
    stop("check", 200, { business: "2026-03-30T11:00:00Z" }),
    stop("deadline", 900, { date: "2026-03-28", business: "2026-03-30T22:00:00Z" }),
  ];
  const [evening, later] = ["2026-03-30T19:00:00+09:00", "2026-03-30T20:00:00+09:00"];
  const loadedAt = async (at: number | null) => {
    const { days } = (await daysOf([...events, file("loaded", { at })]))!;
    return days.find((day) => day.date === date)!.loaded;
  };
  assert.deepEqual(await loadedAt(50), { atMs: 50, after: null, before: evening });
  assert.deepEqual(await loadedAt(100), { atMs: 100, after: evening, before: later });
  assert.deepEqual(await loadedAt(950), {
    ...{ atMs: 950, after: "2026-03-31T07:00:00+09:00", before: null },
  });
  assert.deepEqual(await loadedAt(null), { atMs: null, after: null, before: null });
});

Deno.test("rows are those of the query; a day without a count has none where others were counted", async () => {
  const other = "2026-03-30";
  const [day, next] = (await daysOf([
    totals("query", { count: 3 }),
    totals("target", { count: 2 }),
    stop("check", 1, { date: other }),
  ]))!.days;
  assert.deepEqual([day.rows, next.date, next.rows], [3, other, 0]);
  assert.equal((await dayOf([stop("check", 1)])).rows, null);
});

Deno.test("each date of any history has one day, in order, and the table is plain data", async () => {
  await fc.assert(
    fc.asyncProperty(feeds, async (events) => {
      const days = await daysOf(events);
      const dates = [...new Set(events.flatMap(({ date }) => date ?? []))].sort();
      assert.deepEqual(days?.days.map((day) => day.date) ?? [], dates);
      assert.deepEqual(JSON.parse(JSON.stringify(days)), days);
    }),
    { numRuns: 200 },
  );
});
