import assert from "node:assert/strict";
import fc from "fast-check";
import type { Result } from "./http.ts";
import { changedOutcomeOf, outcomeOf } from "./outcome.ts";

const answered = (status: number, body: string): Result => ({ kind: "answered", status, body });
const because = (reason: unknown) => JSON.stringify({ title: "t", reason });

const cases: [string, Result, { kind: string; reason?: string }][] = [
  ["200", answered(200, "{}"), { kind: "ok" }],
  ["200 without a body", answered(200, ""), { kind: "ok" }],
  ["409 with a reason", answered(409, because("rolled back")), {
    kind: "fail",
    reason: "rolled back",
  }],
  ["409 without a reason", answered(409, "no"), { kind: "fail", reason: "HTTP 409" }],
  ["503 with a reason", answered(503, because("no source")), { kind: "fail", reason: "no source" }],
  ["503 without a reason", answered(503, "{}"), { kind: "fail", reason: "HTTP 503" }],
  ["503 with an empty reason", answered(503, because("")), { kind: "fail", reason: "HTTP 503" }],
  ["503 with a reason that is no text", answered(503, because(7)), {
    kind: "fail",
    reason: "HTTP 503",
  }],
  ["503 with the body null", answered(503, "null"), { kind: "fail", reason: "HTTP 503" }],
  ["500", answered(500, because("cut off")), { kind: "info", reason: "HTTP 500: cut off" }],
  ["unsent", { kind: "unsent", reason: "connection refused" }, {
    kind: "fail",
    reason: "connection refused",
  }],
  ["unknown", { kind: "unknown", reason: "reset" }, { kind: "info", reason: "reset" }],
];
for (const [name, result, outcome] of cases) {
  Deno.test(`outcomeOf judges ${name}`, () => assert.deepEqual(outcomeOf(result), outcome));
}

Deno.test("every other status is info", () => {
  const other = fc.integer({ min: 201, max: 599 }).filter((status) => ![409, 503].includes(status));
  fc.assert(fc.property(other, fc.string(), (status, body) => {
    assert.equal(outcomeOf(answered(status, body)).kind, "info");
  }));
});

Deno.test("an answer of 409 is refused, a request that never left is unsent, and all else is other", () => {
  assert.deepEqual(cases.map(([, result]) => changedOutcomeOf(result)), [
    "other",
    "other",
    "refused",
    "refused",
    ...Array.from({ length: 6 }, () => "other"),
    "unsent",
    "other",
  ]);
});
