import assert from "node:assert/strict";
import fc from "fast-check";
import { factsOf, meta, sound } from "../../check/testing/hand_written.ts";
import { firstDifference } from "../paths/first_difference.ts";
import type { Path } from "../paths/path.ts";
import { type Strike, strikes, struckOps } from "../paths/struck.ts";
import { paths } from "../paths/testing.ts";
import { choose } from "./choice.ts";

const path = (lastHop: string): Path => ({
  ...{ outcome: "ok", isCommitted: true, lastHop, effects: [], isAside: false, wrong: [] },
});
const run = (lost: readonly number[]) =>
  new Map([1, 2, 3].map((op) => [op, path(lost.includes(op) ? "source" : "target")]));
const arrived = run([]);
const lossy = {
  shown: [1, 3],
  own: run([1, 3]),
  others: [arrived, arrived],
  isAlike: () => true,
  struck: new Map<number, Strike>(),
};

Deno.test("a lost operation that was held is chosen before the first lost one", () => {
  const struck = new Map<number, Strike>([[3, "hold"]]);
  assert.deepEqual(choose({ ...lossy, struck }), { op: 3, struck: "hold" });
});

Deno.test("an operation that was held and arrived is not chosen", () => {
  const struck = new Map<number, Strike>([[2, "hold"]]);
  assert.deepEqual(choose({ ...lossy, struck }), { op: 1, struck: null });
});

Deno.test("an operation that was held and is lost in the sound run too is not chosen", () => {
  const struck = new Map<number, Strike>([[3, "hold"]]);
  const others = [run([3]), run([3])];
  assert.deepEqual(choose({ ...lossy, struck, others }), { op: 1, struck: null });
});

Deno.test("without a failpoint the first is chosen, and one that the faults marked alike before it", () => {
  assert.deepEqual(choose(lossy), { op: 1, struck: null });
  assert.deepEqual(choose({ ...lossy, isAlike: (op) => op === 3 }), { op: 3, struck: null });
  assert.deepEqual(choose({ ...lossy, isAlike: () => false }), { op: 1, struck: null });
  assert.equal(choose({ ...lossy, shown: [] }), null);
});

Deno.test("what is chosen has the anomaly and differs; one that a failpoint struck is never passed over", () => {
  const struckOnes = fc.dictionary(fc.nat({ max: 9 }).map(String), fc.constantFrom(...strikes))
    .map((all) => new Map(Object.entries(all).map(([op, strike]) => [Number(op), strike])));
  const alike = fc.func(fc.boolean());
  fc.assert(fc.property(
    ...[paths.order, paths.run, paths.run, paths.run, struckOnes, alike] as const,
    (shown, own, a, b, struck, isAlike) => {
      const others = [a, b];
      const chosen = choose({ shown, own, others, struck, isAlike });
      const differing = shown.filter((op) => firstDifference([op], own, others) !== null);
      assert.equal(chosen === null, differing.length === 0);
      if (chosen === null) return;
      assert(differing.includes(chosen.op));
      assert.equal(chosen.struck, struck.get(chosen.op) ?? null);
      assert.equal(chosen.struck !== null, differing.some((op) => struck.has(op)));
    },
  ));
});

Deno.test("a failpoint struck the operations that its hazards name", async () => {
  const hold = { kind: "fault", id: "p1", name: "hold", target: "login:before-commit" };
  const crash = { kind: "fault", id: "p2", name: "crash", target: "relay:after-send" };
  const hazard = { kind: "hazard", name: "late-commit", source: "failpoint login:before-commit" };
  const facts = async (touched: number) =>
    await factsOf([
      ...sound,
      { at: 4, ...hold, phase: "begin" },
      { at: 5, ...hazard, op: 2 },
      { at: 6, ...hold, phase: "end", touched },
      { at: 7, ...crash, phase: "begin" },
      { at: 8, ...crash, phase: "end", touched: 1 },
      { at: 9, kind: "hazard", name: "redelivery", source: "broker log", op: 1 },
    ]);
  assert.deepEqual([...struckOps(await facts(1))], [[2, "hold"]]);
  assert.deepEqual([...struckOps(await facts(0))], []);
  assert.deepEqual([...struckOps(await factsOf([meta]))], []);
});
