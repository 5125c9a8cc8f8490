import assert from "node:assert/strict";
import fc from "fast-check";
import type { FaultFact } from "../../history/facts.ts";
import { type LaneEvent, laneOf, sideBySide, spanMs } from "./lanes.ts";
import { laneRows } from "./lane_rows.ts";

const lane: fc.Arbitrary<LaneEvent[]> = fc.array(
  fc.record({ atMs: fc.option(fc.nat()), what: fc.constantFrom("sent", "had", "done", "late") }),
  { maxLength: 12 },
);

Deno.test("two lanes keep all their events in their order, and only equal events share a line", () => {
  fc.assert(fc.property(lane, lane, (left, right) => {
    const rows = sideBySide(left, right);
    assert.deepEqual(rows.flatMap((row) => row.left ?? []), left);
    assert.deepEqual(rows.flatMap((row) => row.right ?? []), right);
    for (const { left, right } of rows) {
      assert(left !== null || right !== null);
      if (left !== null && right !== null) assert.equal(left.what, right.what);
    }
    for (const row of laneRows(rows)) assert.equal(row.length, 2);
  }));
});

Deno.test("a lane beside itself has one line an event, and an event more has a line of its own", () => {
  fc.assert(fc.property(lane, fc.nat({ max: 12 }), (all, at) => {
    assert.equal(sideBySide(all, all).length, all.length);
    const more = all.toSpliced(at, 0, { atMs: 1, what: "never" });
    assert.equal(sideBySide(all, more).length, more.length);
    assert.equal(sideBySide(more, all).length, more.length);
  }));
});

const nothing = {
  ...{ faults: [], hazards: [], halts: [], saved: null },
  overtakers: { passedBy: null, ofKey: null },
};
const hold: FaultFact = {
  ...{ id: "p1", name: "hold", target: "login:before-commit", beginMs: 110, endMs: 130 },
  ...{
    touched: 1,
    misled: null,
    ineffective: null,
    passes: null,
    by: null,
    still: null,
    moved: [],
  },
};

Deno.test("a lane has the operation's events, the faults meanwhile and its overtakers, from its sending on", () => {
  const story = [
    { at: 100, kind: "invoke", op: 4 },
    { at: 120, kind: "commit", op: 4 },
    { at: 121, kind: "send", op: 4, role: "relay", attempt: 2 },
    { at: 140, kind: "effect", op: 4, target: "points" },
    { kind: "marked", op: 4, where: "outbox" },
  ];
  assert.equal(spanMs(story), 40);
  const overtakers = { passedBy: { op: 7, atMs: 115 }, ofKey: { op: 8, atMs: 139 } };
  const late = { ...hold, name: "kill-relay", target: "relay", beginMs: 150, endMs: 160 };
  assert.deepEqual(laneOf(story, { ...nothing, faults: [hold, late], overtakers }), [
    { atMs: 0, what: "its caller sends it" },
    { atMs: 10, what: "hold on login:before-commit begins" },
    { atMs: 15, what: "operation 7, which was written later, is sent" },
    { atMs: 20, what: "the source commits it" },
    { atMs: 21, what: "relay sends it again" },
    { atMs: 30, what: "hold on login:before-commit ends" },
    { atMs: 39, what: "operation 8 takes effect, which is later and of the same key" },
    { atMs: 40, what: "it takes effect in points" },
    { atMs: null, what: "it is marked as done in outbox" },
  ]);
  const longer = laneOf(story, { ...nothing, faults: [late] }, 55);
  assert.deepEqual(longer.slice(-2), [
    { atMs: 50, what: "kill-relay on relay begins" },
    { atMs: null, what: "it is marked as done in outbox" },
  ]);
});

Deno.test("transactions of a target are numbered, so that equal lanes have equal words", () => {
  const story = (first: number, second: number) => [
    { at: 1, kind: "applied", op: 1, i: 0, txid: first, target: "points" },
    { at: 2, kind: "applied", op: 1, i: 1, txid: second, target: "points" },
  ];
  const words = (...of: [number, number]) => laneOf(story(...of), nothing).map(({ what }) => what);
  assert.deepEqual(words(812, 812), words(99, 99));
  assert.notDeepEqual(words(812, 813), words(812, 812));
  assert.match(words(812, 813)[1], /^change 1 of it is applied in points, transaction 2$/);
});

Deno.test("a commit has its row, a saved position its place, and both stand beside other numbers", () => {
  const story = (place: string) => [
    { at: 1, kind: "invoke", op: 4 },
    { at: 3, kind: "commit", op: 4 },
    { at: null, kind: "row", op: 4, where: "outbox", place },
  ];
  const lane = (place: string, saved: string) =>
    laneOf(story(place), { ...nothing, saved: { reader: "relay", place: saved, atMs: 2 } });
  const [left, right] = [lane("41", "row 42 of outbox"), lane("7", "row 7 of outbox")];
  assert.deepEqual(left.slice(1, 3), [
    {
      atMs: 1,
      what: "relay saves a position at its row or past it",
      detail: "row 42 of outbox",
    },
    { atMs: 2, what: "the source commits it", detail: "row 41 of outbox" },
  ]);
  const rows = laneRows(sideBySide(left, right));
  assert.equal(rows.length, left.length);
  assert.deepEqual(rows[2], [
    "+2.0 ms  the source commits it (row 41 of outbox)",
    "+2.0 ms  the source commits it (row 7 of outbox)",
  ]);
});

Deno.test("an event of an unknown kind stands for itself, and nothing in it is invisible", () => {
  const [event] = laneOf([{ at: 1, kind: "od\u{202e}d", op: 1 }], nothing);
  assert.equal(event.what, "od\\u{202e}d");
});

Deno.test("a long row of equal events is its first and its last, with their number", () => {
  const sends = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ at: i, kind: "send", op: 1, role: "relay" }));
  assert.equal(laneOf(sends(3), nothing).length, 3);
  assert.deepEqual(laneOf(sends(40), nothing), [
    { atMs: 0, what: "relay sends it" },
    { atMs: 39, what: "relay sends it, 40 times in all" },
  ]);
});

Deno.test("a role that halted is in the lane, also long after the operation", () => {
  const halts = [{ role: "reader", why: "The slot is gone", atMs: 900 }];
  const lane = laneOf([{ at: 100, kind: "invoke", op: 1 }], { ...nothing, halts });
  assert.deepEqual(lane[1], { atMs: 800, what: "reader halts" });
});

Deno.test("a hold names the operation that it held, and says where it is this one", () => {
  const hazard = { name: "late-commit", source: "failpoint login:before-commit", count: 1 };
  const meanwhile = {
    ...nothing,
    faults: [hold],
    hazards: [{ ...hazard, ops: [9], firstMs: 130 }],
  };
  const sent = { at: 100, kind: "invoke", op: 4 };
  const words = (...story: Record<string, unknown>[]) =>
    laneOf(story, meanwhile, 50).map(({ what }) => what);
  assert.deepEqual(words(sent).slice(1), [
    "hold on login:before-commit (operation 9) begins",
    "hold on login:before-commit (operation 9) ends",
  ]);
  assert.deepEqual(words(sent, { at: 130, kind: "hazard", ...hazard }).slice(1), [
    "hold on login:before-commit (this operation) begins",
    "the hazard under test: late-commit",
    "hold on login:before-commit (this operation) ends",
  ]);
});

Deno.test("a lane that ends without an effect says so, and one that was set aside does not", () => {
  const lost = [{ at: 1, kind: "invoke", op: 1 }, { at: 2, kind: "commit", op: 1 }];
  const last = (story: Parameters<typeof laneOf>[0]) => laneOf(story, nothing).at(-1)?.what;
  assert.equal(last(lost), "nothing more: no effect");
  assert.equal(last(lost.slice(0, 1)), "its caller sends it");
  const aside = { at: 3, kind: "aside", op: 1, where: "rejected_messages" };
  assert.equal(last([...lost, aside]), "it is set aside in rejected_messages");
  const effect = { at: 3, kind: "effect", op: 1, target: "points" };
  assert.equal(last([...lost, effect]), "it takes effect in points");
});
