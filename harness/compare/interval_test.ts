import assert from "node:assert/strict";
import fc from "fast-check";
import { type Interval, intervalOf, isApart, ranksOf } from "./interval.ts";

Deno.test("an interval has the median, the least and the greatest of the known values", () => {
  assert.deepEqual(intervalOf([3, null, 1, 2]), { median: 2, min: 1, max: 3, rounds: 3 });
  assert.deepEqual(intervalOf([4, 2]), { median: 3, min: 2, max: 4, rounds: 2 });
  assert.equal(intervalOf([null, null]), null);
  assert.equal(intervalOf([]), null);
});

const interval = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 })
  .map((values) => intervalOf(values)!);
const better = fc.constantFrom("lower" as const, "higher" as const);

Deno.test("only intervals that do not touch have an order, and the better one has the better rank", () => {
  fc.assert(
    fc.property(fc.array(fc.option(interval)), better, (intervals, better) => {
      const ranks = ranksOf(intervals, better);
      intervals.forEach((a, i) =>
        intervals.forEach((b, j) => {
          if (a === null || b === null) return;
          const worstOfA = better === "lower" ? a.max : -a.min;
          const bestOfB = better === "lower" ? b.min : -b.max;
          assert.equal(isApart(a, b, better), worstOfA < bestOfB);
          if (isApart(a, b, better)) assert(ranks[i]! < ranks[j]!);
        })
      );
      assert(ranks.every((rank, i) => (rank === null) === (intervals[i] === null)));
      if (intervals.some((one) => one !== null)) assert(ranks.includes(1));
    }),
  );
});

Deno.test("styles whose intervals overlap share a rank", () => {
  const of = (min: number, max: number): Interval => ({ median: min, min, max, rounds: 2 });
  assert.deepEqual(ranksOf([of(1, 3), of(2, 4), of(5, 6), null], "lower"), [1, 1, 3, null]);
});
