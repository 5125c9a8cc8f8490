import assert from "node:assert/strict";
import fc from "fast-check";
import { silenceBound } from "./repetitions.ts";

Deno.test("the bound for runs without a break has the values of the table", () => {
  const table = [[1, 95], [2, 78], [3, 64], [10, 26], [30, 10], [59, 5], [298, 2], [299, 1]];
  for (const [runs, percent] of table) assert.equal(silenceBound(runs), percent, String(runs));
});

Deno.test("at the bound, the chance that no run breaks is at most 5 %; one percent below the bound, it is larger", () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 10_000 }), (runs) => {
    const bound = silenceBound(runs) / 100;
    assert((1 - bound) ** runs <= 0.05);
    assert((1 - (bound - 0.01)) ** runs > 0.05);
  }));
});
