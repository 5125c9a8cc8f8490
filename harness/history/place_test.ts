/** A quick place has the order of its exact one, or is not known. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isBefore, quickPlace } from "./place.ts";

const hex = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((n) => n.toString(16));
const places = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 31n }).map(String),
  fc.nat({ max: 300 }).map(String),
  fc.tuple(fc.oneof(fc.nat({ max: 9 }).map(String), hex), hex).map((parts) =>
    parts.join("/").toUpperCase()
  ),
  fc.constantFrom("", "/", "0/", "/0", "0/0", "00", "-1", "1e3", "0x1", "A", "@", "1/1/1", "G/1"),
  fc.string({ maxLength: 4 }),
);

Deno.test("a quick place has the order of its exact one, or is not known", () => {
  fc.assert(
    fc.property(places, places, (a, b) => {
      const [first, second] = [quickPlace(a), quickPlace(b)];
      if (Number.isNaN(first) || Number.isNaN(second)) return;
      assert.equal(first < second, isBefore(a, b), `${a} and ${b}`);
    }),
    { numRuns: 2_000 },
  );
  const known: [string, number][] = [
    ["41", 41],
    ["0/1A2B3C", 0x1a2b3c],
    ["1/0", 2 ** 32],
    ["999999999999999", 999_999_999_999_999],
  ];
  for (const [place, number] of known) assert.equal(quickPlace(place), number);
  for (const place of ["9999999999999999", "FFFFFFFF/0", "A", ""]) {
    assert(Number.isNaN(quickPlace(place)), place);
  }
});
