import assert from "node:assert/strict";
import fc from "fast-check";
import type { Sample } from "../../history/samples.ts";
import { firstAbove, firstGrowth, firstStandstill } from "./shown_by.ts";

const samples: fc.Arbitrary<Sample[]> = fc.array(fc.record({
  atMs: fc.nat({ max: 1_000 }),
  of: fc.constantFrom("login", "login, process 2"),
  bytes: fc.integer({ min: 1, max: 100 }),
})).map((all) => all.toSorted((a, b) => a.atMs - b.atMs));
const limit = fc.integer({ min: 1, max: 100 });

Deno.test("the first sample above a limit is the first, and none is where all are below", () => {
  fc.assert(fc.property(samples, limit, (all, limit) => {
    const found = firstAbove(all, limit);
    const first = all.find(({ bytes }) => bytes > limit);
    assert.deepEqual(found && [found.atMs, found.value], first ? [first.atMs, first.bytes] : null);
  }));
});

Deno.test("growth is counted for each process alone, from its lowest sample before", () => {
  fc.assert(fc.property(samples, limit, (all, limit) => {
    const grew = all.find(({ of, bytes }, i) =>
      all.slice(0, i).some((one) => one.of === of && bytes - one.bytes > limit)
    );
    const found = firstGrowth(all, limit);
    assert.equal(found?.atMs ?? null, grew?.atMs ?? null);
    if (found !== null) assert(found.value > limit && found.what === `growth of ${grew!.of}`);
  }));
});

Deno.test("a standstill is past its limit only where it lasts longer", () => {
  const standstill = {
    ...{ fromMs: 100, toMs: 400, backlog: 7, lag: null, watchedMs: null, doubt: null },
  };
  assert.deepEqual(
    firstStandstill({ standstill }, 200),
    { what: "7 waiting, nothing moved", atMs: 300, value: 300 },
  );
  assert.equal(firstStandstill({ standstill }, 300), null);
  assert.equal(firstStandstill({ standstill: null }, 0), null);
});
