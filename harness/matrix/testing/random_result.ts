/** For tests: cases and results, fixed and random. */
import fc from "fast-check";
import { countsOf } from "../outcome.ts";
import { type CaseResult, type CheckResult, nameOf } from "../result.ts";

/** A right case of `outbox/status`, with these changes. */
export function caseOf(fields: Partial<CaseResult> = {}): CaseResult {
  return {
    lab: "outbox",
    variant: "status",
    broker: "kafka",
    chaos: "kill-broker",
    seed: 7,
    expected: "kept",
    breaks: null,
    verdict: "kept",
    right: true,
    why: null,
    run: "outbox-status-1",
    wallMs: 6_000,
    phasesMs: { drive: 5_000 },
    attempts: [],
    command: "./asynclab run outbox/status --chaos kill-broker --seed 7",
    ...fields,
  };
}

export const wrongCase = (fields: Partial<CaseResult> = {}): CaseResult =>
  caseOf({ verdict: "broken", right: false, why: "no-loss: 3 operations lost", ...fields });

export const unknownCase = (fields: Partial<CaseResult> = {}): CaseResult =>
  caseOf({ verdict: "unknown", right: false, why: "kill-broker touched nothing", ...fields });

/** A complete result of these cases, with these changes. */
export function resultOf(
  cases: readonly CaseResult[],
  fields: Partial<CheckResult> = {},
): CheckResult {
  return {
    schema: 1,
    matrix: "quick",
    shard: null,
    planned: cases.length,
    cases: [...cases],
    ...countsOf(cases),
    wallMs: 60_000,
    ...fields,
  };
}

/** Also text that no person would type: control characters, halves of surrogate pairs, markup of every form. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...["", "|", "\\|", "`", "``` `", "a\nb\r\n", "]]>", "<b>&amp;\"'", "%0A%25", "::error::x"],
    ...["a,b:c", "@team #1", "\u0000\u001b[31m", "\u202e", "\ufffe\uffff", "\ud800", " x ", "-->"],
  ),
);

const anyAttempt = fc.record({
  seed: fc.nat(),
  verdict: fc.constantFrom("kept" as const, "broken" as const, "unknown" as const),
  run: anyText,
  why: anyText,
  effective: fc.boolean(),
}, { noNullPrototype: true });

/** Few names, so that two cases of one name are frequent. */
export const anyCase: fc.Arbitrary<CaseResult> = fc.record({
  lab: fc.constantFrom("outbox", "sync", "messaging"),
  variant: fc.constantFrom("status", "last-id"),
  broker: fc.constantFrom(null, "kafka", "rabbitmq"),
  chaos: fc.constantFrom("kill-broker", "kill-relay,kill-broker", "worst-case"),
  seed: fc.nat({ max: 3 }),
  expected: fc.constantFrom("kept" as const, "broken" as const, null),
  breaks: fc.constantFrom(null, "no-loss"),
  verdict: fc.constantFrom("kept" as const, "broken" as const, "unknown" as const),
  right: fc.boolean(),
  why: fc.option(anyText),
  run: anyText,
  wallMs: fc.nat({ max: 100_000 }),
  phasesMs: fc.constant({}),
  attempts: fc.array(anyAttempt, { maxLength: 4 }),
  command: anyText,
}).map((one) => ({ ...one, why: one.right ? null : one.why ?? "because" }));

/** Each name at most once. */
export const anyCases: fc.Arbitrary<CaseResult[]> = fc.uniqueArray(anyCase, {
  selector: nameOf,
  maxLength: 20,
});

/** Complete or interrupted, with any texts. */
export const anyResult: fc.Arbitrary<CheckResult> = fc.record({
  cases: anyCases,
  left: fc.nat({ max: 3 }),
  matrix: fc.constantFrom("quick" as const, "proof" as const),
  wallMs: fc.nat({ max: 10_000_000 }),
}).map(({ cases, left, ...fields }) =>
  resultOf(cases, { ...fields, planned: cases.length + left })
);
