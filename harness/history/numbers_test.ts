import assert from "node:assert/strict";
import fc from "fast-check";
import { Numbers } from "./numbers.ts";

const numbers = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(NaN, 0, -0, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 1e300, 0.5),
  fc.double(),
);

Deno.test("a number comes back as it was set, also after other slots are set and the column grows", () => {
  const steps = fc.array(fc.record({ slot: fc.nat({ max: 15 }), number: numbers }));
  fc.assert(fc.property(steps, fc.nat({ max: 20 }), (all, growAt) => {
    const column = new Numbers(8);
    const expected = new Map<number, number>();
    let capacity = 8;
    for (const [index, { slot, number }] of all.entries()) {
      if (index === growAt || slot >= capacity) column.reserve(capacity = Math.max(16, capacity));
      column.set(slot, number);
      // -0 and 0 are one number here.
      expected.set(slot, number === 0 ? 0 : number);
    }
    for (const [slot, number] of expected) {
      const found = column.get(slot);
      assert.deepEqual(found === 0 ? 0 : found, number);
    }
  }));
});
