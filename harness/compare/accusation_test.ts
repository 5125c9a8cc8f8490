import assert from "node:assert/strict";
import type { Result } from "../report/result.ts";
import { accusationOf } from "./accusation.ts";

/** The parts of a result that count here. */
function result(broken: readonly string[], p50: number, faults: readonly unknown[] = []): Result {
  return {
    verdict: broken.length === 0 ? "kept" : "broken",
    promises: ["no-loss", "caller-survives"].map((name) => (
      { name, verdict: broken.includes(name) ? "broken" : "kept" }
    )),
    faults,
    latencyMs: { caller: { all: { p50 } } },
  } as unknown as Result;
}

Deno.test("callers that failed on a machine that is too slow accuse nobody, and it is said", () => {
  const { verdict, broken, why } = accusationOf(result(["caller-survives"], 2_300));
  assert.deepEqual([verdict, broken], ["unknown", []]);
  assert.match(
    why!,
    /^caller-survives is undecided: half of the callers waited longer than 2\.3 s/,
  );
});

Deno.test("on a fast machine, under a fault, and for any other promise the verdict stands", () => {
  const stands = (one: Result, broken: readonly string[]) =>
    assert.deepEqual(accusationOf(one), { verdict: one.verdict, broken, why: null });
  stands(result(["caller-survives"], 30), ["caller-survives"]);
  stands(result(["caller-survives"], 2_300, [{}]), ["caller-survives"]);
  stands(result(["no-loss", "caller-survives"], 2_300), ["no-loss", "caller-survives"]);
  stands(result([], 2_300), []);
});
