/** Lines about a feed of files: which of them cannot be read, and the facts of the others. */
import assert from "node:assert/strict";
import { line, reading } from "./read_testing.ts";

const written = (event: Record<string, unknown>) => JSON.stringify(event) + "\n";
const clock = (fields: Record<string, unknown> = {}) =>
  written({
    ...{ at: 7, kind: "clock", name: "deadline", date: "2026-03-29" },
    ...{ business: "2026-03-30T22:00:00.000000Z", ...fields },
  });
const totals = (fields: Record<string, unknown> = {}) =>
  written({
    ...{ at: null, kind: "totals", date: "2026-03-29", side: "target" },
    ...{ count: 3, sum: "210", xor: "7", ...fields },
  });
const file = (fields: Record<string, unknown> = {}) =>
  written({
    ...{ at: null, kind: "file", date: "2026-03-29", attempt: 1 },
    ...{ name: "points-2026-03-29-1.csv", state: "sent", ...fields },
  });

const request = (fields: Record<string, unknown> = {}) =>
  written({ at: null, kind: "request", date: "2026-03-29", name: "7.again", ...fields });
const order = (fields: Record<string, unknown> = {}) =>
  written({ at: 7, kind: "order", name: "resend", date: "2026-03-29", count: 40, ...fields });

/** Wrong values of fields that several kinds have. */
const dates = [
  ...[undefined, null, "", 20260329, "2026-3-29", "2026-02-29", "2026-03-29T00:00:00Z"],
  ...["2026-13-01", "29.03.2026", " 2026-03-29", "2026-03-29[u-ca=iso8601]"],
];
const times = ["soon", [], true];

const bad = [
  ...dates.flatMap((date) => [clock({ date }), totals({ date }), file({ date })]),
  ...dates.slice(2).flatMap((date) => [request({ date }), order({ date })]),
  ...times.flatMap((at) => [clock({ at }), file({ at }), request({ at }), order({ at })]),
  ...["Mars/Olympus", 9, "Asia"].map((zone) => clock({ zone })),
  ...[undefined, ""].flatMap((name) => [request({ name }), order({ name })]),
  ...[undefined, -1, 1.5, "40"].map((count) => order({ count })),
  ...[undefined, null, "", "Deadline", "start", 1].map((name) => clock({ name })),
  ...[undefined, null, 0, "2026-03-30", "2026-03-30T22:00:00", "2026-03-30T22:00:00+09:00"]
    .map((business) => clock({ business })),
  ...["2026-03-30T25:00:00Z", "2026-02-30T22:00:00Z", "soonZ"].map((business) =>
    clock({ business })
  ),
  ...[undefined, null, "source", ""].map((side) => totals({ side })),
  ...[undefined, null, -1, 1.5, "3", 9007199254740992].map((count) => totals({ count })),
  ...["sum", "xor"].flatMap((field) =>
    [undefined, null, 210, "", "-", "1.5", "1e3", "0x7", "+1", " 1", "1_0", "9".repeat(65)]
      .map((value) => totals({ [field]: value }))
  ),
  ...[-1, 0.5, "1", true].map((rejected) => totals({ rejected })),
  totals({ side: "query", rejected: 0 }),
  ...[undefined, null, 0, -1, 1.5, "1"].map((attempt) => file({ attempt })),
  ...[undefined, null, ""].map((name) => file({ name })),
  ...[undefined, null, "", "Sent", "part", "requests"].map((state) => file({ state })),
];

Deno.test("a line about a feed with a wrong field cannot be read", async () => {
  for (const text of bad) {
    const facts = await reading(line(7) + text + line(8));
    assert.deepEqual(facts.unreadable.first.map(({ line }) => line), [2], text);
    assert.deepEqual([facts.clock, facts.totals, facts.files], [[], [], []], text);
    assert.deepEqual([facts.requests, facts.orders], [[], []], text);
  }
});

Deno.test("a stop is passed once, and its instant has one spelling", async () => {
  const unsaid = { zone: null, isAfterLoad: false };
  const stop = {
    ...{ name: "deadline", date: "2026-03-29", business: "2026-03-30T22:00:00Z" },
    ...unsaid,
  };
  const same = clock() + clock({ business: "2026-03-30T22:00:00Z" });
  const others = clock({ name: "check", at: null }) + clock({ date: "2026-03-28", at: 5 });
  const { clock: facts, unreadable } = await reading(same + others);
  assert.equal(unreadable.count, 0);
  assert.deepEqual(facts, [
    { ...stop, date: "2026-03-28", atMs: 5 },
    { ...stop, atMs: 7 },
    { ...stop, name: "check", atMs: null },
  ]);
  for (const other of [{ at: 8 }, { at: null }, { business: "2026-03-30T22:00:01Z" }]) {
    const { unreadable: { count, first } } = await reading(clock() + clock(other));
    assert.deepEqual([count, first[0].why], [
      1,
      "passes the deadline of 2026-03-29 a second time",
    ]);
  }
});

Deno.test("totals of one day and side add up, digit by digit", async () => {
  const long = "9007199254740993";
  const { totals: facts } = await reading(
    totals({ sum: long, xor: long }) + totals({ count: 4, sum: long, xor: "-2", rejected: 2 }) +
      totals({ date: "2026-03-28", side: "query", sum: "-007" }) + totals({ rejected: null }),
  );
  const tooMany = totals({ count: Number.MAX_SAFE_INTEGER }) + totals({ count: 1 });
  assert.equal((await reading(tooMany)).unreadable.count, 1, "sums are not rounded");
  assert.deepEqual(facts, [
    {
      date: "2026-03-28",
      query: { count: 3, sum: -7n, xor: 7n, rejected: 0 },
      target: null,
    },
    {
      date: "2026-03-29",
      query: null,
      target: {
        count: 10,
        sum: 18014398509482196n,
        xor: 9007199254740993n ^ -2n ^ 7n,
        rejected: 2,
      },
    },
  ]);
});

Deno.test("the events of one date and attempt are of one file", async () => {
  const { files } = await reading(
    file({ attempt: 10, state: "aside", name: "b.csv" }) + file({ attempt: 2 }) +
      file({ attempt: 2, state: "loaded", at: 9.5, name: "a.csv" }) +
      file({ attempt: 2, state: "loaded" }) + file({ attempt: 2, state: "lost" }) +
      file({ attempt: 3, state: "loaded" }),
  );
  const date = "2026-03-29";
  assert.deepEqual(files, [
    { date, attempt: 2, name: "a.csv", isSent: true, loadedMs: [9.5, null], places: ["lost"] },
    {
      date,
      attempt: 3,
      name: `points-${date}-1.csv`,
      isSent: false,
      loadedMs: [null],
      places: [],
    },
    { date, attempt: 10, name: "b.csv", isSent: false, loadedMs: [], places: ["aside"] },
  ]);
});

Deno.test("a stop may name the zone of its business day, and that the load has ended before it", async () => {
  const zone = "America/Sao_Paulo";
  const { clock: [stop] } = await reading(clock({ zone, isAfterLoad: true }));
  assert.deepEqual([stop.zone, stop.isAfterLoad], [zone, true]);
});

Deno.test("requests are kept once each, and orders in the order of their times", async () => {
  const other = { date: "2026-03-28" };
  const { requests, orders, unreadable } = await reading(
    request() + request() + request(other) + order({ at: 9 }) + order() +
      order({ name: "redrive", date: undefined, at: 8 }),
  );
  assert.equal(unreadable.count, 0);
  assert.deepEqual(requests, [{ ...other, name: "7.again" }, {
    date: "2026-03-29",
    name: "7.again",
  }]);
  assert.deepEqual(orders.map(({ name, date, count, atMs }) => [name, date, count, atMs]), [
    ["resend", "2026-03-29", 40, 7],
    ["redrive", null, 40, 8],
    ["resend", "2026-03-29", 40, 9],
  ]);
});
