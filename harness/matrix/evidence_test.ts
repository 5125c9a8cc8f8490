import assert from "node:assert/strict";
import { type Excuse, troublesIn, withEvidence } from "./evidence.ts";
import { exitCodeOf } from "./outcome.ts";
import { reportForms } from "./report/mod.ts";
import type { CaseResult, CheckResult } from "./result.ts";
import { sync } from "../../labs/sync/lab.ts";
import { caseOf, resultOf } from "./testing/random_result.ts";

type Threatened = Record<string, number | null>;

const formCalled = (name: string) => reportForms.find((form) => form.name === name)!;

/** A right case whose runs were threatened like this. */
const threatenedCase = (
  chaos: string,
  threatened: readonly Threatened[],
  fields: Partial<CaseResult> = {},
): CaseResult =>
  caseOf({
    chaos,
    attempts: threatened.map((one, i) => ({
      ...{ seed: i, verdict: "kept", run: `run-${i}`, why: "", effective: true, threatened: one },
    })),
    ...fields,
  });

const full = (cases: readonly CaseResult[], fields: Partial<CheckResult> = {}): CheckResult =>
  resultOf(cases, { matrix: "full", ...fields });

const none = { excuses: [] };
const twoCases = [
  threatenedCase("kill-broker", [{ "no-loss": 2, "no-duplicate": 0, "no-phantom": null }]),
  threatenedCase("kill-relay", [{ "no-loss": 0, "no-duplicate": 0, "no-phantom": null }]),
];
const pair = { lab: "outbox", variant: "status", broker: "kafka" };
const excuse = (promise: string): Excuse => ({ ...pair, promise, reason: "nothing can" });

Deno.test("a promise that no case of a full matrix threatened makes exit code 2, and is named", () => {
  const result = withEvidence(full(twoCases), none);
  assert.deepEqual(
    result.evidence?.pairs.map((
      { promise, cases, seen, threatened },
    ) => [promise, cases, seen, threatened]),
    [["no-duplicate", 2, 2, 0], ["no-loss", 2, 2, 1], ["no-phantom", 2, 0, 0]],
  );
  assert.deepEqual(troublesIn(result), [
    "outbox/status over kafka: no-duplicate was never threatened",
    "outbox/status over kafka: no-phantom cannot be seen to be threatened",
  ]);
  assert.equal(exitCodeOf(result), 2);
});

Deno.test("a pair with a reason is told and changes no exit code; one that was reached is an error", () => {
  const excused = withEvidence(full(twoCases), {
    excuses: ["no-duplicate", "no-phantom"].map(excuse),
  });
  assert.deepEqual(troublesIn(excused), []);
  assert.equal(exitCodeOf(excused), 0);
  assert.deepEqual(excused.evidence?.gaps.map(({ reason }) => reason), [
    "nothing can",
    "nothing can",
  ]);
  const needless = withEvidence(full(twoCases), {
    excuses: [
      ...["no-duplicate", "no-phantom", "no-loss"].map(excuse),
      { ...excuse("no-loss"), variant: "last-id-safe" },
    ],
  });
  assert.deepEqual(troublesIn(needless), [
    "outbox/status over kafka: no-loss was threatened: it needs no reason any more",
  ]);
  assert.equal(exitCodeOf(needless), 2);
});

Deno.test("evidence is judged only where all cases of the full matrix ran", () => {
  const evidenceOf = (fields: Partial<CheckResult>) =>
    withEvidence(full(twoCases, fields), none).evidence;
  assert.notEqual(evidenceOf({}), undefined);
  assert.equal(evidenceOf({ matrix: "quick" }), undefined);
  assert.equal(evidenceOf({ shard: "1/2" }), undefined);
  assert.equal(evidenceOf({ planned: 3 }), undefined);
  assert.equal(evidenceOf({ request: { faults: "kill-broker" } }), undefined);
});

Deno.test("with a foreign program gaps are told and change no exit code", () => {
  const result = withEvidence(full(twoCases, { request: { role: ["relay=x"] } }), none);
  assert.equal(exitCodeOf(result), 0);
  assert.match(formCalled("text").render(result, null), /no-duplicate was never threatened/);
});

Deno.test("an undecided run threatens nothing, and a twin or a tried exception needs no evidence", () => {
  const undecided = threatenedCase("kill-relay", [{ "no-loss": 5 }]);
  const [attempt] = undecided.attempts;
  const open = { ...undecided, attempts: [{ ...attempt, verdict: "unknown" as const }] };
  const other = threatenedCase("kill-broker", [{ "no-loss": 0 }]);
  assert.equal(withEvidence(full([open, other]), none).evidence?.pairs[0].threatened, 0);
  const twin = threatenedCase("worst-case", [{ "no-loss": 0 }], {
    ...{ variant: "last-id", expected: "broken", breaks: "no-loss" },
  });
  const tried = threatenedCase("kill-login", [{ "no-loss": 0 }], { expected: null });
  assert.deepEqual(withEvidence(full([twin, tried]), none).evidence?.pairs, []);
});

Deno.test("a failpoint of a case that struck in no run of it makes exit code 2", () => {
  const at = (missed: readonly string[][]) =>
    threatenedCase("worst-case", missed.map(() => ({ "no-loss": 1 })), {
      attempts: missed.map((points, i) => ({
        ...{ seed: i, verdict: "kept" as const, run: `run-${i}`, why: "", effective: true },
        ...{ threatened: { "no-loss": 1 }, missed: points },
      })),
    });
  const crash = "crash relay:after-mark";
  assert.deepEqual(troublesIn(withEvidence(full([at([[crash], []])]), none)), []);
  const result = withEvidence(full([at([[crash], [crash, "hold login:before-commit"]])]), none);
  assert.deepEqual(troublesIn(result), [
    "outbox/status kafka worst-case seed 7: crash relay:after-mark never struck",
  ]);
  assert.equal(exitCodeOf(result), 2);
});

Deno.test("a failpoint that no run of a whole lab passed makes exit code 2", () => {
  const points = Object.entries(sync.failpoints)
    .flatMap(([role, names]) => names.map((name) => `${role}:${name}`));
  const casesOf = (passed: readonly string[], variants = Object.keys(sync.variants)) =>
    variants.map((variant) =>
      caseOf({
        ...{ lab: "sync", broker: null, variant, chaos: "worst-case" },
        attempts: [{
          ...{ seed: 1, verdict: "kept" as const, run: "run-1", why: "", effective: true },
          ...{ threatened: { "no-loss": 1 }, passed: [...passed] },
        }],
      })
    );
  const troubles = (cases: CaseResult[]) =>
    troublesIn(withEvidence(full(cases), { excuses: [], labs: [sync] }));
  assert.deepEqual(troubles(casesOf(points)), []);
  const missing = points.filter((point) => point !== "login:before-call");
  assert.deepEqual(troubles(casesOf(missing)), ["sync: login:before-call was never passed"]);
  assert.deepEqual(troubles(casesOf(missing, ["record-failure"])), [], "not all variants ran");
});

Deno.test("every form says which promises were kept and not threatened", () => {
  const result = withEvidence(full(twoCases), { excuses: [excuse("no-phantom")] });
  const render = (name: string) => formCalled(name).render(result, null);
  assert.match(
    render("text"),
    /^UNDECIDED .*\n.*3 promises of sound variants, 1 of them threatened/,
  );
  assert.match(
    render("text"),
    /\nkept, not threatened:\n {2}outbox\/status over kafka: no-duplicate was never threatened\n {2}.*no-phantom cannot be seen to be threatened: nothing can\n/,
  );
  assert.match(render("markdown"), /^Kept, not threatened: `outbox\/status over kafka: no-dup/m);
  assert.match(render("github"), /^::warning title=kept%2C not threatened::outbox.*no-duplicate/m);
  assert.match(render("github"), /^::notice title=kept%2C not threatened::outbox.*nothing can/m);
  assert.match(render("junit"), /<system-out>kept, not threatened: no-duplicate<\/system-out>/);
  assert.match(render("junit"), /<testsuite name="hazards" tests="1" failures="0" errors="1"/);
  assert.match(render("junit"), /<testsuites [^>]*tests="3" failures="0" errors="1"/);
  assert.deepEqual(JSON.parse(render("json")).evidence, result.evidence);
});
