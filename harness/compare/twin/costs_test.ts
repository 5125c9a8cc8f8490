import assert from "node:assert/strict";
import { judgementOf, sound } from "../../check/testing/hand_written.ts";
import { aboutNothing, toResult } from "../../report/result.ts";
import type { Ended } from "../run_once.ts";
import { costsOf } from "./costs.ts";

const link = { link: "login->source", up: 600, down: 300, requests: 4 };

/** A run whose roles sent so many requests in all. */
async function ran(requests: number): Promise<Ended> {
  const result = toResult(await judgementOf(sound), aboutNothing);
  const traffic = [{ ...link, requests }] as unknown as typeof result.traffic;
  return { run: "one", seed: 1, why: null, result: { ...result, traffic } };
}

const failed: Ended = { run: "two", seed: 1, result: null, why: "the source did not answer" };

Deno.test("the cure's work is beside the twin's, and a run without a result has no figure", async () => {
  const [twin, cure] = [await ran(4), await ran(8)];
  const committed = twin.result!.counts.committed;
  const costs = costsOf(twin, [cure, failed]);
  assert.deepEqual(costs.find(({ name }) => name === "queriesPerOperation"), {
    name: "queriesPerOperation",
    twin: Number((4 / committed).toFixed(2)),
    sound: [Number((8 / committed).toFixed(2)), null],
  });
});

Deno.test("figures that no run has are left out", () => {
  assert.deepEqual(costsOf(failed, [failed, failed]), []);
});
