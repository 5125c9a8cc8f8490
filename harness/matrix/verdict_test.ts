import assert from "node:assert/strict";
import type { Result } from "../report/result.ts";
import type { Case } from "./result.ts";
import { resultOf, type Run } from "./engine.ts";
import { verdictOf } from "./verdict.ts";

const sound: Case = {
  lab: "outbox",
  variant: "status",
  broker: "kafka",
  chaos: "kill-broker",
  seed: 1,
  expected: "kept",
  breaks: null,
};
const twin: Case = { ...sound, variant: "last-id", expected: "broken", breaks: "no-loss" };

function result(
  verdict: Result["verdict"],
  promises: Record<string, Result["verdict"]>,
  effective = true,
): Result {
  return {
    verdict,
    promises: Object.entries(promises).map(([name, verdict]) => ({
      name,
      under: "any",
      verdict,
      why: `${name} is ${verdict}`,
    })),
    faults: [{ effective }],
    notApplicable: [],
    notJudged: [],
  } as unknown as Result;
}

const verdict = (one: Case, of: Result) => verdictOf(one, "no-loss", of);

Deno.test("a sound variant is right only if its verdict is kept: broken is wrong, and unknown is undecided", () => {
  assert(verdict(sound, result("kept", { "no-loss": "kept" })).right);
  const broken = verdict(sound, result("broken", { "no-loss": "broken", "no-duplicate": "kept" }));
  assert.deepEqual([broken.right, broken.why], [false, "no-loss: no-loss is broken"]);
  assert(!verdict(sound, result("unknown", { "no-loss": "unknown" })).right);
});

Deno.test("a twin is caught by the promise that it must break, and by no other", () => {
  assert(verdict(twin, result("broken", { "no-loss": "broken" })).right);
  const other = verdict(twin, result("broken", { "no-loss": "kept", "no-duplicate": "broken" }));
  assert(!other.right);
  assert.match(other.why, /^no-loss is not broken; no-duplicate/);
  assert(!verdict(twin, result("kept", { "no-loss": "kept" })).right);
  assert(!verdict(twin, result("unknown", { "no-loss": "unknown" })).right);
});

Deno.test("a kept run whose outage was too long for the headline is undecided", () => {
  const kept = result("kept", { "no-duplicate": "kept" });
  const silent = {
    ...kept,
    notApplicable: [{ name: "no-loss", fault: "kill-broker", seen: false }],
  };
  const judged = verdict(sound, silent);
  assert.deepEqual([judged.verdict, judged.right, judged.why], [
    "unknown",
    false,
    "no-loss is not promised for the kill-broker of this run",
  ]);
  assert(!verdict(sound, { ...kept, notJudged: ["no-loss"] }).right);
  const other = {
    ...kept,
    notApplicable: [{ name: "order-per-key", fault: "kill-broker", seen: true }],
  };
  assert(verdict(sound, other).right);
});

const run = (fields: Partial<Run>): Run => ({
  seed: 1,
  run: "r",
  wallMs: 10,
  phasesMs: {},
  command: "c",
  verdict: "kept",
  right: true,
  why: "nothing",
  effective: true,
  drained: true,
  seen: [],
  threatened: {},
  missed: [],
  passed: [],
  ...fields,
});
const broken = { verdict: "broken", right: false, why: "lost" } as const;
const undecided = { verdict: "unknown", right: false, why: "late", effective: false } as const;

Deno.test("the first decided run decides a case, and a case without a decided run is undecided", () => {
  const late = resultOf(sound, [run(undecided), run({ run: "again" })], 1);
  assert.deepEqual([late.right, late.verdict, late.run, late.attempts.length], [
    true,
    "kept",
    "again",
    2,
  ]);
  const red = resultOf(sound, [run(undecided), run({ ...broken, run: "bad" })], 1);
  assert.deepEqual([red.right, red.verdict, red.run, red.why], [false, "broken", "bad", "lost"]);
  const open = resultOf(sound, [run(undecided), run(undecided), run(undecided)], 1);
  assert.deepEqual([open.right, open.verdict, open.why], [false, "unknown", "late"]);
});

Deno.test("a case that broke in one of three runs is broken, and names the broken run", () => {
  const runs = [run({ seed: 1 }), run({ ...broken, seed: 2, run: "bad" }), run({ seed: 3 })];
  const { right, verdict, run: id, attempts, wallMs } = resultOf(sound, runs, 3);
  assert.deepEqual([right, verdict, id, wallMs], [false, "broken", "bad", 30]);
  assert.deepEqual(attempts.map(({ seed, verdict }) => `${seed} ${verdict}`), [
    "1 kept",
    "2 broken",
    "3 kept",
  ]);
});

Deno.test("a repetition with an ineffective fault does not count", () => {
  const idle = run({ effective: false });
  assert.equal(resultOf(sound, [run({}), idle, idle, idle], 2).right, false);
  assert.equal(resultOf(sound, [run({}), idle, run({})], 2).right, true);
});

Deno.test("a broken promise counts, even if the faults were ineffective", () => {
  const idle = run({ ...broken, effective: false, run: "bad" });
  const { right, run: id } = resultOf(sound, [idle, run({}), run({})], 2);
  assert.deepEqual([right, id], [false, "bad"]);
  const open = resultOf(sound, [idle, run(undecided), run(undecided), run(undecided)], 2);
  assert.deepEqual([open.right, open.verdict], [false, "broken"]);
});

Deno.test("a sound variant with an allowed halt is right if its other promises are kept", () => {
  const halted = { ...result("kept", { "no-silent-gap": "kept" }), notJudged: ["no-loss"] };
  assert(verdict(sound, halted as Result).right);
  const gap = { ...result("broken", { "no-silent-gap": "broken" }), notJudged: ["no-loss"] };
  assert(!verdict(sound, gap as Result).right);
});

Deno.test("a run says what threatened the promises that it decided, and which failpoints never struck", () => {
  const kept = result("kept", {
    "no-loss": "kept",
    "no-duplicate": "kept",
    "no-phantom": "unknown",
  });
  const [loss, duplicate, phantom] = kept.promises;
  const { threatened, missed } = verdict(sound, {
    ...kept,
    promises: [
      { ...loss, threatened: { count: 3, hazards: [] } },
      { ...duplicate, threatened: null },
      { ...phantom, threatened: { count: 1, hazards: [] } },
    ],
    notApplicable: [{ name: "order-per-key", fault: "kill-broker", seen: false }],
    notJudged: ["progresses"],
    faults: [
      { name: "crash", target: "relay:after-mark", touched: 1 },
      { name: "hold", target: "login:before-commit", touched: 0 },
      { name: "kill-broker", target: "broker", touched: 0 },
    ],
  } as unknown as Result);
  assert.deepEqual(threatened, {
    "order-per-key": null,
    "progresses": null,
    "no-loss": 3,
    "no-duplicate": null,
    "no-phantom": null,
  });
  assert.deepEqual(missed, ["hold login:before-commit"]);
});
