import assert from "node:assert/strict";
import fc from "fast-check";
import { below, findKnee, lowestRate, type Probe, slopeOf } from "./knee.ts";

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

Deno.test("the knee is the last rate that held before two failures", async () => {
  const { probe, tried } = style(200);
  const { rate, probes } = await findKnee(lowestRate, probe);
  assert.deepEqual(tried, [100, 125, 156, 195, 244, 305]);
  assert.equal(rate, 195);
  assert.deepEqual(probes.map(({ limit }) => limit === null), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("one failure alone does not end the search", async () => {
  const { probe } = style(200, new Set([2]));
  assert.equal((await findKnee(lowestRate, probe)).rate, 195);
});

Deno.test("a search that begins above the knee begins again lower, and ends at the lowest rate", async () => {
  assert.equal((await findKnee(1_000, style(300).probe)).rate, 262);
  const { probe, tried } = style(50);
  assert.equal((await findKnee(400, probe)).rate, null);
  assert.equal(Math.min(...tried), lowestRate);
});

Deno.test("wherever the search begins, it finds a rate that holds, and two steps above do not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 20_000 }),
      fc.integer({ min: 1, max: 30_000 }),
      async (highest, from) => {
        const { rate } = await findKnee(from, style(highest).probe);
        assert(rate !== null && rate <= highest && rate * 1.25 ** 2 > highest);
      },
    ),
  );
});

Deno.test("the next round begins two steps below the knee, and not below the lowest rate", () => {
  assert.equal(below(1_000), 640);
  assert.equal(below(110), lowestRate);
  assert.equal(below(null), lowestRate);
});

Deno.test("the slope is that of the line, and 0 for a single point", () => {
  const points = Array.from({ length: 20 }, (_, i) => ({ seconds: i / 10, count: 7 + 3 * i / 10 }));
  assert(Math.abs(slopeOf(points) - 3) < 1e-9);
  assert.equal(slopeOf([{ seconds: 4, count: 9 }]), 0);
});
