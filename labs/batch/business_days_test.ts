import assert from "node:assert/strict";
import fc from "fast-check";
import {
  businessDay,
  type Calendar,
  dateOf,
  instantAtShare,
  instantOf,
  text,
} from "./business_days.ts";
import { calendars, daysOf, edgesOf, isBetween } from "./testing/calendars.ts";

const { compare } = Temporal.Instant;
const calendarOf = (zone: string, start: string, schedule: string): Calendar => ({
  zone,
  start: Temporal.PlainDate.from(start),
  days: 3,
  schedule: Temporal.PlainTime.from(schedule),
});
const dayOf = (zone: string, date: string, schedule = "19:00") =>
  businessDay(Temporal.PlainDate.from(date), calendarOf(zone, date, schedule));

Deno.test("a day is as long as its clock changes make it", () => {
  const hours = (zone: string, date: string) => {
    const { from, to } = dayOf(zone, date);
    return to.since(from).total("hours");
  };
  assert.equal(hours("Asia/Seoul", "2026-03-29"), 24);
  assert.equal(hours("Europe/Berlin", "2026-03-29"), 23);
  assert.equal(hours("Europe/Berlin", "2026-10-25"), 25);
  assert.equal(hours("America/Sao_Paulo", "2018-11-04"), 23);
  assert.equal(hours("America/Sao_Paulo", "2019-02-16"), 25);
  assert.equal(hours("America/Sao_Paulo", "2026-02-21"), 24);
  assert.equal(hours("Australia/Lord_Howe", "2026-10-04"), 23.5);
  assert.equal(hours("Australia/Lord_Howe", "2026-04-05"), 24.5);
});

Deno.test("a date whose midnight is skipped begins at its first moment", () => {
  assert.equal(text(dayOf("America/Sao_Paulo", "2018-11-04").from), "2018-11-04T03:00:00.000000Z");
});

Deno.test("a schedule that is skipped moves by the gap; of a repeated one the first counts", () => {
  const at = (zone: string, date: string, schedule: string) =>
    text(dayOf(zone, date, schedule).schedule);
  assert.equal(at("Europe/Berlin", "2026-03-28", "02:30"), "2026-03-29T01:30:00.000000Z");
  assert.equal(at("Europe/Berlin", "2026-10-24", "02:30"), "2026-10-25T00:30:00.000000Z");
  assert.equal(at("Australia/Lord_Howe", "2026-10-03", "02:15"), "2026-10-03T15:45:00.000000Z");
});

Deno.test("the deadline is by the clock on the wall, also in a night of 11 or 13 hours", () => {
  const local = (zone: string, date: string) => {
    const { check, deadline } = dayOf(zone, date);
    return [check, deadline].map((at) => String(at.toZonedDateTimeISO(zone).toPlainDateTime()));
  };
  assert.deepEqual(local("Asia/Seoul", "2026-03-28"), [
    "2026-03-29T20:00:00",
    "2026-03-30T07:00:00",
  ]);
  for (const date of ["2026-03-27", "2026-10-23"]) {
    const after = Temporal.PlainDate.from(date).add({ days: 1 });
    assert.deepEqual(local("Europe/Berlin", date), [
      `${after}T20:00:00`,
      `${after.add({ days: 1 })}T07:00:00`,
    ]);
  }
});

Deno.test("days follow one another without a gap, and their work is in order, in 1,000 calendars", () => {
  fc.assert(
    fc.property(calendars, (calendar) => {
      const days = daysOf(calendar);
      for (const [i, { date, from, to, schedule, check, deadline }] of days.entries()) {
        assert(i === 0 || from.equals(days[i - 1].to));
        assert.equal(String(date), String(calendar.start.add({ days: i })));
        const order = [from, to, schedule, check, deadline];
        for (const [j, at] of order.entries()) {
          const least = j === 2 ? 0 : 1;
          assert(j === 0 || compare(at, order[j - 1]) >= least, `${order}`);
        }
      }
      for (const at of edgesOf(calendar)) {
        const day = days.find(({ from, to }) => isBetween(at, from, to))!;
        assert.equal(String(dateOf(at, calendar.zone)), String(day.date));
      }
    }),
    { numRuns: 1_000 },
  );
});

const shares = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 1 - 2 ** -53),
);

Deno.test("every operation has its business time within the days of the load", () => {
  const ops = fc.array(fc.tuple(fc.nat({ max: 10_000 }), shares), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(calendars, ops, (calendar, all) => {
      const days = daysOf(calendar);
      for (const [op, share] of all) {
        const at = instantOf(calendar, op, share);
        const day = days.find(({ from, to }) => isBetween(at, from, to));
        assert(day !== undefined, `${at}`);
        if (share < 1) {
          const plain = instantAtShare(calendar, share);
          assert(isBetween(plain, day.from, day.to), "it is on the day of its share");
        }
        if (op % 37 === 36) assert(at.equals(day.from));
        else if (op % 41 === 40) assert(at.equals(day.to.subtract({ microseconds: 1 })));
        assert(Temporal.Instant.from(text(at)).equals(at), "microseconds are all that it has");
      }
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("each day takes the same share of the load, and time goes forward after the load too", () => {
  fc.assert(
    fc.property(calendars, shares, shares, (calendar, one, other) => {
      for (const [i, { from }] of daysOf(calendar).entries()) {
        const day = dateOf(instantAtShare(calendar, (i + 0.5) / calendar.days), calendar.zone);
        assert.equal(String(day), String(dateOf(from, calendar.zone)));
      }
      const [early, late] = [one * 2, other * 2].sort((a, b) => a - b);
      const order = compare(instantAtShare(calendar, early), instantAtShare(calendar, late));
      assert(order <= 0);
    }),
    { numRuns: 1_000 },
  );
});
