import assert from "node:assert/strict";
import fc from "fast-check";
import { findKnee, lowestRate, type Probe, slopeOf } from "./knee.ts";

/** A style that keeps up with every rate up to this one, except those that fail once by chance. */
function style(highest: number, unlucky: ReadonlySet<number> = new Set()) {
  const tried: number[] = [];
  const probe = (rate: number): Promise<Probe> => {
    tried.push(rate);
    const isHeld = rate <= highest && !unlucky.has(tried.length);
    const limit = isHeld ? null : { by: "dropped" as const, dropped: 1 };
    return Promise.resolve({ rate, run: `run-${tried.length}`, limit });
  };
  return { probe, tried };
}

Deno.test("the first search leaps to a rate that does not hold, and climbs from the last that held", async () => {
  const { probe, tried } = style(300);
  const { rate, probes } = await findKnee(null, probe);
  assert.deepEqual(tried, [100, 195, 381, 244, 305]);
  assert.equal(rate, 244);
  assert.deepEqual(probes.map(({ limit }) => limit === null), [true, true, false, true, false]);
});

Deno.test("a later search begins at the last knee, and goes down until a rate holds", async () => {
  const tries: readonly (readonly [near: number, tried: readonly number[]])[] = [
    [195, [195, 244, 305, 381]],
    [244, [244, 305, 381]],
    [305, [305, 244, 381]],
    [477, [477, 381, 305, 244]],
  ];
  for (const [near, expected] of tries) {
    const { probe, tried } = style(300);
    assert.equal((await findKnee(near, probe)).rate, 244);
    assert.deepEqual(tried, expected);
  }
});

Deno.test("one failure alone does not end the search", async () => {
  assert.equal((await findKnee(null, style(300, new Set([2])).probe)).rate, 244);
  assert.equal((await findKnee(195, style(300, new Set([1])).probe)).rate, 244);
});

Deno.test("a style that does not keep up with the lowest rate has no knee", async () => {
  const { probe, tried } = style(50);
  assert.equal((await findKnee(381, probe)).rate, null);
  assert.equal(Math.min(...tried), lowestRate);
});

Deno.test("wherever the search begins, it finds the same rate: it holds, and the next two do not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 20_000 }),
      fc.option(fc.integer({ min: 1, max: 30_000 })),
      async (highest, near) => {
        const { probe, tried } = style(highest);
        const { rate } = await findKnee(near, probe);
        assert.equal(rate, (await findKnee(null, style(highest).probe)).rate);
        // Rounded rates may be less than 1 below the exact ones.
        assert(rate !== null && rate <= highest && (rate + 1) * 1.25 + 1 > highest);
        assert.equal(new Set(tried).size, tried.length, "no rate is tried twice");
      },
    ),
  );
});

Deno.test("the slope is that of the line, and 0 for a single point", () => {
  const points = Array.from({ length: 20 }, (_, i) => ({ seconds: i / 10, count: 7 + 3 * i / 10 }));
  assert(Math.abs(slopeOf(points) - 3) < 1e-9);
  assert.equal(slopeOf([{ seconds: 4, count: 9 }]), 0);
});
