import assert from "node:assert/strict";
import fc from "fast-check";
import { exitCode, Refusal } from "../errors.ts";
import { compare, type Comparison, hasChanged, mustShareCases } from "./baseline.ts";
import type { CaseResult } from "./result.ts";
import { anyResult, caseOf, resultOf, unknownCase, wrongCase } from "./testing/random_result.ts";

const make = { right: caseOf, unknown: unknownCase, wrong: wrongCase };
const standings = ["right", "unknown", "wrong"] as const;

/** The names of the lists that are not empty. */
const filledLists = (comparison: Comparison) =>
  (["worse", "better", "fresh", "gone"] as const).filter((name) => comparison[name].length > 0);

Deno.test("another standing is worse or better, and the same standing is no change", () => {
  for (const [i, before] of standings.entries()) {
    for (const [j, after] of standings.entries()) {
      const comparison = compare(resultOf([make[before]()]), resultOf([make[after]()]));
      const want = i < j ? ["worse"] : i > j ? ["better"] : [];
      assert.deepEqual(filledLists(comparison), want, `${before} → ${after}`);
      assert.equal(hasChanged(comparison), want.length > 0);
    }
  }
});

Deno.test("a case with another seed is the same case; with another lab, variant, broker or fault it is a new one", () => {
  const before = resultOf([caseOf()]);
  assert.deepEqual(filledLists(compare(before, resultOf([caseOf({ seed: 8 })]))), []);
  const others: Partial<CaseResult>[] = [
    { lab: "sync" },
    { variant: "last-id" },
    { broker: null },
    { broker: "redis" },
    { chaos: "kill-relay" },
  ];
  for (const fields of others) {
    assert.deepEqual(filledLists(compare(before, resultOf([caseOf(fields)]))), ["fresh", "gone"]);
  }
});

Deno.test("the worst of several seeds counts, whichever it is", () => {
  const before = resultOf([caseOf({ seed: 1 }), caseOf({ seed: 2 })]);
  const wrong = wrongCase({ seed: 3 });
  for (const cases of [[caseOf({ seed: 1 }), wrong], [wrong, caseOf({ seed: 4 })]]) {
    const { worse } = compare(before, resultOf(cases));
    assert.deepEqual(worse.map(({ after }) => after), [wrong]);
  }
});

Deno.test("a case that a shard or an interrupted check lacks is not called gone", () => {
  const both = resultOf([caseOf(), caseOf({ lab: "sync" })]);
  const one = [caseOf()];
  assert.deepEqual(filledLists(compare(both, resultOf(one))), ["gone"]);
  assert.deepEqual(filledLists(compare(both, resultOf(one, { shard: "1/2" }))), []);
  assert.deepEqual(filledLists(compare(both, resultOf(one, { planned: 2 }))), []);
  const part = { ...both, shard: "1/2" };
  assert.deepEqual(filledLists(compare(part, resultOf(one, { shard: "1/2" }))), ["gone"]);
  assert.deepEqual(filledLists(compare(part, resultOf(one))), ["gone"]);
});

Deno.test("a result has no change against itself, and the reverse comparison swaps its lists", () => {
  fc.assert(fc.property(anyResult, anyResult, (a, b) => {
    assert.equal(hasChanged(compare(a, a)), false);
    const whole = [a, b].map((one) => ({ ...one, planned: one.cases.length }));
    const [there, back] = [compare(whole[0], whole[1]), compare(whole[1], whole[0])];
    const names = (list: readonly CaseResult[]) => list.map((one) => JSON.stringify(one)).sort();
    assert.deepEqual(names(there.fresh), names(back.gone));
    assert.deepEqual(
      names(there.worse.map(({ after }) => after)),
      names(back.better.map(({ before }) => before)),
    );
  }));
});

Deno.test("a baseline without a case of this check is refused, and one common case is enough", () => {
  const baseline = resultOf([caseOf(), caseOf({ chaos: "kill-relay" })]);
  mustShareCases("base.json", baseline, [caseOf({ lab: "sync" }), caseOf({ seed: 99 })]);
  assert.throws(
    () => mustShareCases("base.json", baseline, [caseOf({ lab: "sync" })]),
    (error) =>
      error instanceof Refusal && error.code === exitCode.usage &&
      error.message === "The baseline 'base.json' has no case in common with this check " +
          "(it has outbox, this is sync); name a result of the same labs",
  );
  assert.throws(() => mustShareCases("base.json", resultOf([]), [caseOf()]), /it has no case, /);
});

Deno.test("more wrong seeds are worse, fewer are better, and the same share is no change", () => {
  const seeds = (wrong: number, of: number) =>
    resultOf(
      Array.from(
        { length: of },
        (_, seed) => seed < wrong ? wrongCase({ seed }) : caseOf({ seed }),
      ),
    );
  assert.deepEqual(filledLists(compare(seeds(1, 20), seeds(20, 20))), ["worse"]);
  assert.deepEqual(filledLists(compare(seeds(5, 20), seeds(4, 20))), ["better"]);
  assert.deepEqual(filledLists(compare(seeds(2, 20), seeds(1, 10))), []);
});
