/** What limits a rate, and the speed of a chain, from hand-written histories. */
import assert from "node:assert/strict";
import {
  commit,
  effect,
  type Event,
  factsOf,
  invoke,
  meta,
} from "../check/testing/hand_written.ts";
import { businessHours } from "./business_hours.ts";
import { rowsPerSecond, worksByDates } from "./chain.ts";
import { limitOf } from "./knee.ts";

const rate = 10;
const first = 1_000;

/** Eight seconds of a load; `appliedMs` after its commit an operation has its effect. */
function load(appliedMs: (op: number) => number | null, lateMs: (op: number) => number): Event[] {
  return Array.from({ length: 8 * rate }, (_, op) => {
    const planned = first + op * 1_000 / rate;
    const committed = planned + 5;
    const wait = appliedMs(op);
    return [
      { ...invoke(op), planned, at: planned + lateMs(op) },
      { ...commit(op), key: `k${op}`, seq: 1, at: committed },
      ...(wait === null ? [] : [{ ...effect(op), key: `k${op}`, seq: 1, at: committed + wait }]),
    ];
  }).flat();
}

const limitIn = async (events: readonly Event[]) => limitOf(await factsOf([meta, ...events]), rate);
const inTime = () => 0;

Deno.test("a rate holds where the way to the target keeps up, however long it takes", async () => {
  assert.equal(await limitIn(load(() => 20, inTime)), null);
  assert.equal(await limitIn(load(() => 900, inTime)), null);
});

Deno.test("a rate does not hold where more is committed than applied", async () => {
  const slower = await limitIn(load((op) => op * 20, inTime));
  assert.equal(slower?.by, "backlog");
  const none = await limitIn(load((op) => op % 2 === 0 ? 20 : null, inTime));
  assert.equal(none?.by, "backlog");
  assert(none.by === "backlog" && Math.abs(none.growthPerSecond - rate / 2) < 0.5);
});

Deno.test("a rate does not hold where a login was dropped, or where the load generator was late", async () => {
  const dropped = { at: first + 30, kind: "drop", op: 999, planned: first + 30 };
  assert.deepEqual(await limitIn([...load(() => 20, inTime), dropped]), {
    by: "dropped",
    dropped: 1,
  });
  assert.deepEqual(await limitIn(load(() => 20, () => 60)), { by: "late", lateP99Ms: 60 });
});

Deno.test("the first two seconds do not count: the roles are getting warm", async () => {
  const isWarm = (op: number) => op >= 2 * rate;
  assert.equal(await limitIn(load(() => 20, (op) => isWarm(op) ? 0 : 300)), null);
  assert.equal(await limitIn(load((op) => isWarm(op) ? 20 : null, inTime)), null);
});

const stop = (name: string, date: string, at: number) => (
  { at, kind: "clock", name, date, business: `${date}T10:00:00Z` }
);
const query = (date: string, count: number) => (
  { at: null, kind: "totals", date, side: "query", count, sum: "1", xor: "1" }
);
const loaded = (date: string, at: number | null) => (
  { at, kind: "file", date, attempt: 1, name: `${date}.csv`, state: "loaded" }
);

Deno.test("a chain's speed is that of its best day, from the schedule to the last load", async () => {
  const facts = await factsOf([
    ...[meta, stop("schedule", "2026-03-01", 1_000), stop("schedule", "2026-03-02", 3_000)],
    ...[query("2026-03-01", 1_000), loaded("2026-03-01", 1_500)],
    ...[query("2026-03-02", 2_000), loaded("2026-03-02", 3_500), loaded("2026-03-02", 3_800)],
  ]);
  assert(worksByDates(facts));
  assert.equal(rowsPerSecond(facts), 2_500);
});

Deno.test("a day with few rows, or that was never loaded, has no speed", async () => {
  const facts = await factsOf([
    ...[meta, stop("schedule", "2026-03-01", 1_000), stop("schedule", "2026-03-02", 3_000)],
    ...[query("2026-03-01", 499), loaded("2026-03-01", 1_001)],
    ...[query("2026-03-02", 9_000), { ...loaded("2026-03-02", null), state: "sent" }],
  ]);
  assert.equal(rowsPerSecond(facts), null);
  assert(!worksByDates(await factsOf([meta])));
});

const at = (name: string, date: string, business: string, ms: number) => (
  { ...stop(name, date, ms), business }
);
const night = [
  at("schedule", "2026-03-01", "2026-03-02T10:00:00Z", 1_000),
  at("check", "2026-03-01", "2026-03-02T11:00:00Z", 1_300),
];
const times = new Map([0, 1, 2].map((op) => [op, Date.parse(`2026-03-01T0${op}:00:00Z`)]));
const row = (op: number, loadedMs: number | null) => [
  { ...invoke(op), planned: 100, at: 100 },
  { ...commit(op), key: `k${op}`, seq: 1, at: 105 },
  ...(loadedMs === null ? [] : [{ ...effect(op), key: `k${op}`, seq: 1, at: loadedMs }]),
];

Deno.test("business hours go from a row's business time to the next stop after its load", async () => {
  const facts = await factsOf([meta, ...night, row(0, 1_100), row(1, 1_200), row(2, 900)].flat());
  assert.deepEqual(businessHours(facts, times), { p50: 34, p99: 35 });
});

Deno.test("business hours leave out a row that was not loaded, and are not known where a time is not", async () => {
  const some = await factsOf([meta, ...night, ...row(0, 1_100), ...row(1, null)]);
  assert.deepEqual(businessHours(some, times), { p50: 35, p99: 35 });
  assert.equal(businessHours(some, new Map()), null, "no business time");
  const late = await factsOf([meta, ...night, ...row(0, 1_400)]);
  assert.equal(businessHours(late, times), null, "no stop after the load");
  const none = await factsOf([meta, ...night, ...row(0, null)]);
  assert.equal(businessHours(none, times), null, "nothing loaded");
});
