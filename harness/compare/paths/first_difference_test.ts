import assert from "node:assert/strict";
import fc from "fast-check";
import { firstDifference, othersIn } from "./first_difference.ts";
import { isSame } from "./path.ts";
import { paths } from "./testing.ts";

Deno.test("the first difference is an operation that the others treat alike and this run does not", () => {
  fc.assert(fc.property(paths.order, paths.run, paths.run, paths.run, (order, run, a, b) => {
    const shows = (op: number) => {
      const [own, one, other] = [run, a, b].map((paths) => paths.get(op));
      return own !== undefined && one !== undefined && other !== undefined &&
        isSame(one, other) && !isSame(own, one);
    };
    assert.equal(firstDifference(order, run, [a, b]), order.find(shows) ?? null);
  }));
});

Deno.test("a run that is compared with itself has no difference", () => {
  fc.assert(fc.property(paths.order, paths.run, paths.run, (order, a, b) => {
    assert.equal(firstDifference(order, a, [a, a]), null);
    assert.deepEqual(othersIn(order, [a, a], true), []);
    const others = othersIn(order, [a, b], true);
    assert.deepEqual(others, othersIn(order, [b, a], true));
    assert.deepEqual(others, order.filter((op) => others.includes(op)), "in the given order");
    for (const op of order) {
      const isOther = a.has(op) && b.has(op) && !isSame(a.get(op)!, b.get(op)!);
      assert.equal(others.includes(op), isOther);
    }
  }));
});
