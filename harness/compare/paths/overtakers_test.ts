import assert from "node:assert/strict";
import { effect, factsOf, invoke, meta } from "../../check/testing/hand_written.ts";
import { overtakersOf } from "./overtakers.ts";

const commit = (op: number, at: number, written: number, seq = op) => (
  { at, kind: "commit", op, key: "kim", seq, written }
);

Deno.test("an operation that was never sent on is passed by the first that was written later", async () => {
  const commits = [commit(1, 90, 10), commit(2, 20, 15), commit(3, 30, 25), commit(4, 12, 5)];
  const facts = await factsOf([meta, ...[1, 2, 3, 4].map(invoke), ...commits]);
  const sent = new Map([[2, 40], [3, 35], [4, 11]]);
  assert.deepEqual(overtakersOf(facts, sent, 1).passedBy, { op: 3, atMs: 35 });
  assert.equal(overtakersOf(facts, sent, 3).passedBy, null, "it was sent");
  assert.equal(overtakersOf(facts, new Map(), 1).passedBy, null, "nobody was sent");
  assert.equal(overtakersOf(facts, sent, 77).passedBy, null, "there is no such operation");
});

Deno.test("an operation is overtaken by the first later one of its key that took effect before it", async () => {
  const [one, two, three] = [1, 2, 3].map((op) => effect(op));
  const facts = await factsOf([
    ...[meta, ...[1, 2, 3].map(invoke), commit(1, 11, 10), commit(2, 21, 20), commit(3, 31, 30)],
    ...[{ ...two, at: 50 }, { ...three, at: 60 }, { ...one, at: 70 }],
  ]);
  assert.deepEqual(overtakersOf(facts, new Map(), 1).ofKey, { op: 2, atMs: 50 });
  assert.equal(overtakersOf(facts, new Map(), 2).ofKey, null);
});
