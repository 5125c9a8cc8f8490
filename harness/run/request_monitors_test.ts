import assert from "node:assert/strict";
import fc from "fast-check";
import type { Unanswered } from "../contract/proxy.ts";
import { FailedRequests, oldestRequest } from "./request_monitors.ts";

const one = (op: number | null, ageMs: number): Unanswered => ({ op, ageMs, isReached: true });

Deno.test("the oldest request alarms for the operations above the limit alone", () => {
  const about = { kind: "monitor", name: "oldest-request", limit: 30 };
  assert.deepEqual(oldestRequest([], 30), { ...about, value: 0 });
  assert.deepEqual(oldestRequest([one(1, 30_000)], 30), { ...about, value: 30 });
  const open = [one(4, 31_500), one(null, 31_000), one(2, 30_001), one(3, 29_000)];
  assert.deepEqual(oldestRequest(open, 30), { ...about, value: 31.5, ops: [4, 2] });
});

Deno.test("more than 5 % failed requests alarm, for the operations that failed", () => {
  const about = { kind: "monitor", name: "failed-requests", limit: 0.05 };
  const ended = (count: number, failed: number, failedOps: number[]) =>
    new FailedRequests().sample({ count, failed, failedOps });
  assert.deepEqual(ended(0, 0, []), { ...about, value: 0 });
  assert.deepEqual(ended(20, 1, [7]), { ...about, value: 0.05 });
  assert.deepEqual(ended(20, 2, [7, 9]), { ...about, value: 0.1, ops: [7, 9] });
  assert.deepEqual(ended(1, 1, []), { ...about, value: 1 });
});

Deno.test("a failure just before a sample counts in the samples after it, and is named once", () => {
  const requests = new FailedRequests();
  const sample = (failed: number, failedOps: number[] = []) => {
    const { value, ops } = requests.sample({ count: 200, failed, failedOps });
    return [value, ops];
  };
  assert.deepEqual(sample(4, [1]), [0.02, undefined]);
  assert.deepEqual(sample(96, [2]), [0.25, [1, 2]]);
  assert.deepEqual(sample(2, [3]), [0.17, [3]]);
  assert.deepEqual(sample(0), [0.128, undefined]);
  assert.deepEqual([sample(0), sample(0), sample(0)].map(([value]) => value), [
    0.102,
    0.098,
    0.002,
  ]);
});

Deno.test("a share is from 0 to 1, and operations are named only where it alarms", () => {
  const counts = fc.nat({ max: 1_000 }).chain((count) =>
    fc.record({ count: fc.constant(count), failed: fc.nat({ max: count }) })
  );
  fc.assert(fc.property(counts, ({ count, failed }) => {
    const failedOps = Array.from({ length: failed }, (_, op) => op);
    const { value, limit, ops } = new FailedRequests().sample({ count, failed, failedOps });
    assert(value >= 0 && value <= 1);
    assert.equal(ops !== undefined, value > limit);
  }));
});
