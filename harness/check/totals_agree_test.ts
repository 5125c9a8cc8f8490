/** Totals of business days, by hand. */
import assert from "node:assert/strict";
import { totals } from "./testing/feed_cases.ts";
import { drained, type Event, fault, judged, sound } from "./testing/hand_written.ts";

const claims = [{ name: "totals-agree", under: "any" as const }];
const undrained = [...sound.slice(0, -1), { ...drained, complete: false, why: "backlog" }];
const empty = { count: 0, sum: "0", xor: "0" };

async function verdictOf(more: Event[], events = sound) {
  const { promises: [{ verdict, why }] } = await judged([...events, ...more], { claims });
  return [verdict, why];
}

Deno.test("totals agree where count, sum and XOR of each day are equal", async () => {
  const other = { date: "2026-03-28", count: 1_000, sum: "-5" };
  const both = [totals("query"), totals("query", other)];
  assert.deepEqual(await verdictOf([...both, totals("target"), totals("target", other)]), [
    "kept",
    "1,003 rows of 2 business days: the target has what the queries found",
  ]);
  const slips: [Event, string][] = [
    [{ count: 2 }, "2 rows (sum 210, XOR 7)"],
    [{ count: 4 }, "4 rows (sum 210, XOR 7)"],
    [{ sum: "211" }, "3 rows (sum 211, XOR 7)"],
    [{ sum: "-210" }, "3 rows (sum -210, XOR 7)"],
    [{ xor: "6" }, "3 rows (sum 210, XOR 6)"],
  ];
  for (const [slip, shown] of slips) {
    assert.deepEqual(
      await verdictOf([...both, totals("target", slip), totals("target", other)]),
      ["broken", `2026-03-29: 3 rows (sum 210, XOR 7) in the query, ${shown} in the target`],
    );
  }
  const swapped = [
    totals("target", { date: other.date }),
    totals("target", { ...other, date: "2026-03-29" }),
  ];
  assert.equal((await verdictOf([...both, ...swapped]))[0], "broken", "each day has its own");
});

Deno.test("totals above 2^53 are compared digit by digit", async () => {
  for (const field of ["sum", "xor"]) {
    const [a, b] = ["9007199254740992", "9007199254740993"].map((text) => ({ [field]: text }));
    assert.equal((await verdictOf([totals("query", a), totals("target", b)]))[0], "broken", field);
    assert.equal((await verdictOf([totals("query", b), totals("target", b)]))[0], "kept", field);
  }
  const spelled = [
    totals("query", { sum: "007", xor: "-0" }),
    totals("target", { sum: "7", xor: "0" }),
  ];
  assert.equal((await verdictOf(spelled))[0], "kept");
});

Deno.test("a side without an event has no rows", async () => {
  assert.deepEqual(await verdictOf([totals("query")]), [
    "broken",
    "2026-03-29: 3 rows (sum 210, XOR 7) in the query, 0 rows (sum 0, XOR 0) in the target",
  ]);
  assert.equal((await verdictOf([totals("target")]))[0], "broken", "rows that no query took");
  assert.deepEqual(await verdictOf([totals("query", empty)]), [
    "kept",
    "no row in 1 business day on either side: nothing to compare",
  ]);
  assert.deepEqual(await verdictOf([]), ["unknown", "nobody counted the rows of a business day"]);
});

Deno.test("where rows were rejected, only the counts are compared", async () => {
  const rejecting = (fields: Event) =>
    totals("target", { count: 1, sum: "9", xor: "9", ...fields });
  assert.deepEqual(await verdictOf([totals("query"), rejecting({ rejected: 2 })]), [
    "kept",
    "3 rows of 1 business day: the target has what the queries found, but 2 rows that it rejected",
  ]);
  assert.deepEqual(await verdictOf([totals("query"), rejecting({ rejected: 1 })]), [
    "broken",
    "2026-03-29: 3 rows (sum 210, XOR 7) in the query, 1 row (sum 9, XOR 9) and 1 rejected in " +
    "the target",
  ]);
  assert.equal((await verdictOf([totals("query"), rejecting({ rejected: 3 })]))[0], "broken");
  const none = totals("target", { rejected: 0, sum: "9" });
  assert.equal((await verdictOf([totals("query"), none]))[0], "broken", "none was rejected");
  const otherDay = totals("target", { ...empty, date: "2026-03-28", rejected: 1 });
  const wrong = [totals("query"), totals("target", { sum: "9" }), otherDay];
  assert.equal((await verdictOf(wrong))[0], "broken");
  const [, why] = await verdictOf([...wrong, totals("query", { date: "2026-03-28", count: 1 })]);
  assert.match(why, /^2026-03-29: /, "a rejected row of one day excuses no other day");
});

Deno.test("parts of one day and side add up", async () => {
  const part = (sum: string, xor: string, fields: Event = {}) =>
    totals("target", { count: 1, sum, xor, ...fields });
  const parts = [part("200", "1"), part("30", "2"), part("-20", "4")];
  assert.equal((await verdictOf([totals("query"), ...parts]))[0], "kept");
  assert.equal((await verdictOf([totals("query"), ...parts, part("0", "0")]))[0], "broken");
  const twice = [totals("query"), totals("target"), totals("target")];
  assert.equal((await verdictOf(twice))[0], "broken", "loaded twice");
});

Deno.test("a difference is undecided before all was drained and where a line cannot be read", async () => {
  const differs = [totals("query"), totals("target", { count: 2 })];
  assert.deepEqual(await verdictOf(differs, undrained), [
    "unknown",
    "not drained (backlog); 2026-03-29: 3 rows (sum 210, XOR 7) in the query, " +
    "2 rows (sum 210, XOR 7) in the target",
  ]);
  assert.equal((await verdictOf([...differs, { kind: "ok", op: -1 }]))[0], "unknown");
  assert.equal((await verdictOf([totals("query"), totals("target")], undrained))[0], "unknown");
});

Deno.test("after a halt totals are not judged", async () => {
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the host key is another" },
  ];
  const events = [...sound, totals("query"), ...halt];
  const { promises, notJudged } = await judged(events, { claims, haltsUnder: ["kill-relay"] });
  assert.deepEqual(promises, []);
  assert.deepEqual(notJudged.map(({ name }) => name), ["totals-agree"]);
  assert.equal((await judged(events, { claims })).promises[0].verdict, "unknown");
});
