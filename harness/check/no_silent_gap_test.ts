/** Hand-written gaps: some come after everything that arrived, others before an operation that arrived. */
import assert from "node:assert/strict";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  invoke,
  judged,
  meta,
  ok,
} from "./testing/hand_written.ts";

const claims = [{ name: "no-silent-gap", under: "any" as const }];
const why = "the slot is gone";
const halted: Event = { at: 60, kind: "halted", role: "relay", why };
const atRest: Event = { ...drained, complete: false, why: "relay halted", atRest: true };
const killed = fault("f", 5, 50);

/** Operations from 0 on; the row of each was written 1 ms before its commit. */
const committed = (count: number, fields: Readonly<Record<number, Event>> = {}): Event[] =>
  Array.from({ length: count }, (_, op) => [
    invoke(op),
    { ...commit(op), written: op * 10 + 1, ...fields[op] },
    ok(op),
  ]).flat();

async function verdictOf(events: Event[], haltsUnder: readonly string[] = ["kill-relay"]) {
  const { promises: [{ verdict, why }] } = await judged([meta, ...killed, ...events], {
    claims,
    haltsUnder,
  });
  return [verdict, why];
}

const arrived = (...ops: number[]) => ops.map((op) => effect(op));

Deno.test("without a gap the promise is kept, with a halt and without one", async () => {
  const all = [...committed(3), ...arrived(0, 1, 2)];
  const kept = ["kept", "3 operations committed, no gap"];
  assert.deepEqual(await verdictOf([...all, drained]), kept);
  assert.deepEqual(await verdictOf([...all, halted, atRest]), kept);
});

Deno.test("a gap without a halt is silent", async () => {
  const gap = [...committed(3), ...arrived(0, 1)];
  assert.deepEqual(await verdictOf([...gap, drained]), [
    "broken",
    "1 operation missing, and no role halted: op 2",
  ]);
  assert.equal((await verdictOf([...gap, { ...drained, complete: false }]))[0], "unknown");
  assert.equal((await verdictOf([...gap, drained, { kind: "ok", op: -1 }]))[0], "unknown");
  assert.equal(
    (await verdictOf([...gap, atRest]))[0],
    "unknown",
    "without a halt atRest has no meaning",
  );
});

Deno.test("a halt excuses missing operations that were committed after all that arrived", async () => {
  const gap = [...committed(4), ...arrived(0, 1)];
  assert.deepEqual(await verdictOf([...gap, halted, atRest]), [
    "kept",
    `2 operations missing since relay halted (${why}), and nothing later arrived: op 2, 3`,
  ]);
  assert.equal((await verdictOf([...gap, halted, drained]))[0], "kept");
  assert.equal((await verdictOf([...gap, halted, { ...atRest, atRest: false }]))[0], "unknown");
  assert.equal(
    (await verdictOf([...gap, halted, atRest], []))[0],
    "unknown",
    "the variant does not allow the halt",
  );
  assert.equal((await verdictOf([...gap, halted, atRest, { kind: "ok", op: -1 }]))[0], "unknown");
});

Deno.test("a halt does not excuse a missing operation if a later one arrived", async () => {
  const gap = [...committed(3), ...arrived(0, 2), halted];
  const passed = [
    "broken",
    "1 operation missing, but committed before the row of an applied operation was written: op 1",
  ];
  assert.deepEqual(await verdictOf([...gap, atRest]), passed);
  assert.deepEqual(
    await verdictOf([...gap, atRest], []),
    passed,
    "a halt that the variant does not allow hides nothing",
  );
  assert.equal((await verdictOf([...gap, { ...atRest, atRest: false }]))[0], "unknown");
});

Deno.test("an applied operation may have committed before a missing one if its row was written before that commit", async () => {
  // Operations 1 and 2 overlap: operation 2, which arrived, was committed first.
  const both = {
    1: { at: 22, written: 11, key: "lee", seq: 1 },
    2: { at: 21, written: 12 },
  };
  const gap = [...committed(3, both), ...arrived(0, 2), halted, atRest];
  assert.equal((await verdictOf(gap))[0], "kept");
  assert.equal((await verdictOf([...committed(3), ...gap.slice(9)]))[0], "broken");
});

Deno.test("within a key, a higher seq also shows that a later operation arrived", async () => {
  const timeless = { 1: { at: null } };
  const gap = [...committed(3, timeless), ...arrived(0, 2), halted, atRest];
  assert.deepEqual(await verdictOf(gap), [
    "broken",
    "1 operation missing with a lower seq than an applied operation of the same key: op 1",
  ]);
  const { rawJSON: long } = JSON as unknown as { rawJSON(digits: string): unknown };
  const exact = (missing: string, applied: string) => [
    ...committed(2, {
      0: { at: null, seq: long(missing) },
      1: { seq: long(applied) },
    }),
    ...arrived(1),
    halted,
    atRest,
  ];
  assert.equal((await verdictOf(exact("9007199254740992", "9007199254740993")))[0], "broken");
  assert.equal((await verdictOf(exact("9007199254740993", "9007199254740992")))[0], "kept");
});

Deno.test("without times, an applied operation of another key leaves the promise undecided", async () => {
  const unknown = [
    "unknown",
    "1 operation missing, and the times and seqs do not say whether something later arrived: op 2",
  ];
  const timeless = (fields: Event = {}) => ({
    0: { written: undefined, ...fields },
    1: { written: undefined },
  });
  const end = [...arrived(0, 1), halted, atRest];
  assert.equal((await verdictOf([...committed(3, timeless()), ...end]))[0], "kept", "by seq");
  const other = { key: "lee", seq: 1 };
  assert.deepEqual(await verdictOf([...committed(3, timeless(other)), ...end]), unknown);
  assert.deepEqual(
    await verdictOf([...committed(3, timeless({ seq: undefined })), ...end]),
    unknown,
  );
  const sameSeq = { ...timeless(), 2: { seq: 2 } };
  assert.deepEqual(await verdictOf([...committed(3, sameSeq), ...end]), unknown);
  assert.equal(
    (await verdictOf([...committed(3, { 2: { at: null, seq: null } }), ...end]))[0],
    "unknown",
  );
});

Deno.test("the gap of each declared target is judged apart", async () => {
  const two = (...effects: Event[]) => [
    { ...meta, targets: ["points", "mail"] },
    ...killed,
    ...committed(3),
    ...effects,
    halted,
    atRest,
  ];
  const verdict = async (events: Event[]) =>
    (await judged(events, { claims, haltsUnder: ["kill-relay"] })).promises[0].verdict;
  const points = arrived(0, 1, 2);
  const mail = (...ops: number[]) => ops.map((op) => effect(op, op + 1, "mail"));
  assert.equal(await verdict(two(...points, ...mail(0))), "kept", "mail stopped earlier");
  assert.equal(await verdict(two(...points, ...mail(0, 2))), "broken");
  assert.equal(await verdict(two(...points)), "kept");
});

Deno.test("an operation that was set aside because a fault aimed at it is no gap", async () => {
  const aimed = fault("g", 6, 50, { ops: [1] }, "poison-message");
  const aside = { at: 40, kind: "aside", op: 1, where: "dead_letters", reason: "x" };
  const gap = [...committed(3), ...arrived(0, 2), ...aimed];
  assert.equal((await verdictOf([...gap, aside, drained]))[0], "kept");
  assert.equal((await verdictOf([...gap, drained]))[0], "broken");
});

Deno.test("an acknowledged operation that the source lacks has no place among the source's commits", async () => {
  const lost = [...committed(2), ...arrived(0, 1), invoke(2), ok(2)];
  assert.equal((await verdictOf([...lost, drained]))[0], "broken");
  assert.equal((await verdictOf([...lost, halted, atRest]))[0], "unknown");
});

Deno.test("in a commit `written` must be a number; other kinds of events may use the name freely", async () => {
  const wrong = await judged([meta, { ...commit(0), written: "soon" }], { claims });
  assert.match(wrong.doubts[0], /no number as its written/);
  const { doubts } = await judged([meta, { ...ok(0), written: "soon" }], { claims });
  assert.doesNotMatch(doubts[0], /cannot be read/);
});
