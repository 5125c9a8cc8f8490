import assert from "node:assert/strict";
import fc from "fast-check";
import { type OpenRequest, OpenRequests } from "./open_requests.ts";

Deno.test("a request is unanswered until it ends, and then counts once", () => {
  let nowMs = 0;
  const requests = new OpenRequests(() => nowMs);
  const [first, second] = [requests.begin(3), requests.begin(null)];
  nowMs = 40;
  first.reached();
  assert.deepEqual(requests.unanswered(), [
    { op: 3, ageMs: 40, isReached: true },
    { op: null, ageMs: 40, isReached: false },
  ]);
  first.end(201);
  first.end(null);
  second.end(503);
  assert.deepEqual(requests.unanswered(), []);
  assert.deepEqual(requests.ended(), { count: 2, failed: 1, failedOps: [] });
  assert.deepEqual(requests.ended(), { count: 0, failed: 0, failedOps: [] });
});

Deno.test("each request that began is unanswered or has ended, in any order", () => {
  const statuses = fc.constantFrom(null, 201, 403, 499, 500, 503);
  const step = fc.record({ begins: fc.boolean(), place: fc.nat(), status: statuses });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const requests = new OpenRequests();
    const open: { op: number; request: OpenRequest }[] = [];
    const failed: number[] = [];
    let begun = 0;
    for (const { begins, place, status } of steps) {
      if (begins || open.length === 0) {
        open.push({ op: begun, request: requests.begin(begun++) });
        continue;
      }
      const [{ op, request }] = open.splice(place % open.length, 1);
      request.end(status);
      if (status === null || status >= 500) failed.push(op);
    }
    assert.deepEqual(requests.unanswered().map(({ op }) => op), open.map(({ op }) => op));
    const failedOps = failed.sort((a, b) => a - b);
    const count = begun - open.length;
    assert.deepEqual(requests.ended(), { count, failed: failed.length, failedOps });
  }));
});
