/** The table of business days, from the history to each form. */
import assert from "node:assert/strict";
import { file, stop, totals } from "../check/testing/feed_cases.ts";
import { type Event, judgementOf, sound } from "../check/testing/hand_written.ts";
import { reportOf } from "./form.ts";
import { html } from "./html.ts";
import { aboutNothing, resultSchema, toResult } from "./result.ts";
import { text } from "./text.ts";

const zone = "Europe/Berlin";
/** The stops of a day of 25 hours, and of the day before. */
const [before, long] = [["2026-10-24", "2026-10-25", 100], ["2026-10-25", "2026-10-26", 400]].map((
  [date, next, at],
) => ({
  date: String(date),
  stops: [
    stop("schedule", Number(at), { date, zone, business: `${next}T18:00:00Z` }),
    stop("check", Number(at) + 100, { date, zone, business: `${next}T19:00:00Z` }),
    stop("deadline", Number(at) + 200, { date, zone, business: `${next}T06:00:00Z` }),
  ],
}));

const resultOf = async (events: Event[]) =>
  toResult(await judgementOf([...sound, ...events]), aboutNothing);

const rowsOf = (shown: string): string[] =>
  shown.split("\n").filter((line) => / schedule .* deadline /.test(line));

Deno.test("each business day has a line: its length, rows, files, stops, load, folder and requests", async () => {
  const { date } = before;
  const again = { kind: "request", at: 220, date, name: "points-1-2026-10-24.again" };
  const events = [
    ...before.stops,
    ...long.stops,
    totals("query", { date, count: 40 }),
    totals("query", { date: long.date, count: 1 }),
    file("sent", { date }),
    file("lost", { date }),
    file("loaded", { date, attempt: 2, at: 250 }),
    file("done", { date, attempt: 2 }),
    file("loaded", { date: long.date, at: 601 }),
    file("aside", { date: long.date }),
    again,
    { ...again, kind: "order", name: "resend", count: 40 },
  ];
  const result = resultSchema.parse(await resultOf(events));
  const shown = text.render(reportOf(result));
  assert.deepEqual(rowsOf(shown).map((line) => line.trim().replaceAll(/ {2,}/g, " | ")), [
    "days in Europe/Berlin | 2026-10-24 | 24 h | 40 rows | 2 files | schedule 10-25 19:00 | " +
    "check 20:00 | deadline 07:00 | loaded before 07:00, in time; 1 in lost, 1 in done; " +
    "asked for again 2 times, 1 of them by hand",
    "2026-10-25 | 25 h | 1 row | 1 file | schedule 10-26 19:00 | check 20:00 | deadline 07:00 | " +
    "loaded after 07:00, late; in aside",
  ]);
  assert.equal(shown.split(zone).length, 2, "the zone is named once");
  assert.doesNotMatch(text.render(reportOf(result), { isBrief: true }), /days in/);
  const page = html.render(reportOf(result));
  for (const cell of ['<h2 id="days">Business days</h2>', "25 h", "2 files", ">late<"]) {
    assert(page.includes(cell), cell);
  }
});

Deno.test("a history without business days has no such table", async () => {
  const result = await resultOf([]);
  assert.equal(result.businessDays, null);
  assert.doesNotMatch(text.render(reportOf(result)), /days in/);
  assert.doesNotMatch(html.render(reportOf(result)), /Business days/);
});

Deno.test("a history that names no zone is shown in UTC; without folders, none is shown", async () => {
  const result = await resultOf([
    stop("schedule", 1),
    stop("deadline", 9),
    file("loaded", { at: 5 }),
  ]);
  assert.deepEqual([result.businessDays!.zone, result.businessDays!.days[0].hours], [null, null]);
  const [line] = rowsOf(text.render(reportOf(result)));
  assert.match(line, /days in UTC +2026-03-29 {2}– {2}– {2}1 attempt/);
  assert.match(
    line,
    /schedule 03-30 22:00 {2}check – {2}deadline 22:00 {2}loaded before 22:00, in time$/,
  );
});

Deno.test("a day after the load is shown where it is late, or something came for it", async () => {
  const after = long.stops.map((event) => ({ ...event, isAfterLoad: true }));
  const { date } = long;
  const count = async (events: Event[]) =>
    rowsOf(text.render(reportOf(await resultOf([...before.stops, ...after, ...events])))).length;
  assert.equal(await count([file("loaded", { date, at: 420 })]), 1);
  assert.equal(await count([]), 2, "its deadline passed");
  assert.equal(await count([file("loaded", { date, at: 601 })]), 2);
  assert.equal(await count([file("loaded", { date, at: 420 }), totals("query", { date })]), 2);
  const asked = { kind: "order", at: 5, name: "resend", date, count: 0 };
  assert.equal(await count([file("loaded", { date, at: 420 }), asked]), 2);
});

Deno.test("the terminal shows at most ten lines of business days", async () => {
  const days = (last: number) =>
    Array.from(
      { length: last },
      (_, i) => stop("schedule", i, { date: `2026-04-${String(i + 1).padStart(2, "0")}` }),
    );
  const deadlines = (last: number) => days(last).map((event) => ({ ...event, name: "deadline" }));
  const all = async (last: number) =>
    rowsOf(text.render(reportOf(await resultOf([...days(last), ...deadlines(last)]))));
  assert.equal((await all(10)).length, 10);
  assert.equal((await all(12)).length, 9);
  const shown = text.render(reportOf(await resultOf([...days(12), ...deadlines(12)])));
  assert.match(shown, /\n +and 3 more days, in report\.html and the JSON\n/);
});
