import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../baseline.ts";
import { exceptionsIn } from "../exceptions.ts";
import { nameOf, standingOf } from "../result.ts";
import { anyResult, caseOf, resultOf, unknownCase, wrongCase } from "../testing/random_result.ts";
import { describe, text } from "./text.ts";

const attempts = (...verdicts: ("kept" | "broken" | "unknown")[]) =>
  verdicts.map((verdict, seed) => ({
    ...{ seed, verdict, run: "r", why: "w", effective: verdict !== "unknown" },
  }));
const times = (count: number) => Array.from({ length: count }, () => "kept" as const);

Deno.test("the text has the counts first, then the wrong, the undecided and the slowest cases", () => {
  const cases = [
    caseOf({ seed: 1, wallMs: 1_234 }),
    unknownCase({ seed: 8, wallMs: 62_000 }),
    wrongCase({ attempts: attempts("kept", "broken", "unknown", "broken") }),
  ];
  assert.equal(
    text.render(resultOf(cases, { shard: "1/2", wallMs: 845_000 }), null),
    `WRONG  1 right, 1 wrong, 1 undecided of 3 cases
quick, shard 1/2 · 14 min 5 s · median 6 s a case

wrong:
  outbox/status kafka kill-broker seed 7
    no-loss: 3 operations lost
    broken in 2 of 3 runs: seeds 1, 3
    ./asynclab run outbox/status --chaos kill-broker --seed 7

undecided:
  outbox/status kafka kill-broker seed 8
    kill-broker touched nothing
    ./asynclab run outbox/status --chaos kill-broker --seed 7

slowest:
  1 min 2 s  outbox/status kafka kill-broker seed 8
        6 s  outbox/status kafka kill-broker seed 7
      1.2 s  outbox/status kafka kill-broker seed 1
`,
  );
});

const rendered = (...cases: Parameters<typeof resultOf>[0]) => text.render(resultOf(cases), null);

Deno.test("repetitions that broke nothing show how often the case may still break", () => {
  const one = caseOf({ attempts: attempts(...times(30), "unknown") });
  const silence =
    /^ {2}0 broken in (\d+) effective runs: below (\d+) % with 95 % confidence {2}(.*)$/m;
  assert.deepEqual(silence.exec(rendered(one))?.slice(1), ["30", "10", nameOf(one)]);
  const several = [1, 2, 3, 4, 5].map((seed) => caseOf({ seed, attempts: attempts(...times(2)) }));
  assert.match(
    rendered(...several),
    /below 78 % with 95 % confidence {2}.* seed 3, … \(5 cases\)\n/,
  );
  assert.doesNotMatch(rendered(caseOf({ attempts: attempts("unknown", "kept") })), /silence/);
  const idle = attempts("kept", "kept").map((one) => ({ ...one, effective: false }));
  assert.doesNotMatch(rendered(caseOf({ attempts: idle })), /silence/);
});

Deno.test("the text lists a twin that broke in only some of its repetitions", () => {
  const twin = { expected: "broken", verdict: "broken", breaks: "no-loss" } as const;
  const title = /\nnot every time:\n/;
  assert.doesNotMatch(
    rendered(caseOf({ ...twin, attempts: attempts("broken", "broken") })),
    title,
  );
  const fickle = rendered(caseOf({ ...twin, attempts: attempts("kept", "broken") }));
  assert.match(fickle, title);
  assert.match(fickle, /\n {4}broken in 1 of 2 runs: seed 1\n {4}\.\/asynclab run /);
});

Deno.test("a case with an excepted promise is wrong when it breaks another promise", () => {
  const about = { expected: null, right: false, excepts: ["no-loss"] };
  const why = "no-duplicate: 2 effects too many";
  const shown = rendered(
    caseOf({ ...about, verdict: "broken", why, attempts: attempts("unknown", "broken") }),
    caseOf(),
  );
  assert.match(shown, /^WRONG {2}1 right, 1 wrong of 2 cases\n/);
  assert.match(shown, /broke a promise that is not excepted: no-duplicate: 2 effects too many/);
});

Deno.test("the text lists an exception that no run needed, if every run was effective and drained", () => {
  const tried = (...runs: { effective?: boolean; drained?: boolean; seen?: string[] }[]) => {
    const one = { drained: true, seen: [] };
    const all = attempts("unknown", "unknown", "kept");
    const given = all.map((attempt, i) => ({ ...attempt, ...one, effective: true, ...runs[i] }));
    const about = { expected: null, right: false, excepts: ["no-loss", "order-per-key"] };
    const cases = [caseOf({ ...about, attempts: given })];
    return text.render(resultOf(cases, { exceptions: exceptionsIn(cases) }), null);
  };
  const shown = tried();
  assert.match(shown, /^UNDECIDED {2}1 tried for an exception of 1 case\n/);
  assert.match(
    shown,
    /exceptions not needed:\n.*kafka: no-loss under kill-broker, not seen in 3 effective runs\n/,
  );
  const seen = tried({}, { seen: ["no-loss"] });
  assert.match(seen, /not needed:\n {2}outbox\/status kafka: order-per-key under kill-broker/);
  assert.doesNotMatch(seen, /no-loss under/);
  assert.doesNotMatch(tried({}, {}, { effective: false }), /not needed/);
  assert.doesNotMatch(tried({ drained: false }), /not needed/);
});

Deno.test("the text lists what is worse, better, new and gone against the baseline", () => {
  const before = resultOf([caseOf({ chaos: "a" }), wrongCase({ chaos: "b" }), caseOf()]);
  const after = resultOf([
    unknownCase({ chaos: "a" }),
    caseOf({ chaos: "b" }),
    wrongCase({ chaos: "c" }),
    caseOf({ chaos: "d" }),
  ]);
  const name = (chaos: string) => `outbox/status kafka ${chaos} seed 7`;
  assert.match(
    text.render(after, compare(before, after)),
    new RegExp(`
against the baseline:
  worse   ${name("a")}: right → undecided
  better  ${name("b")}: wrong → right
  new     ${name("c")}: wrong
  new     1 case, right
  gone    ${name("kill-broker")}
`),
  );
  assert.match(text.render(after, compare(after, after)), /baseline:\n {2}nothing changed\n/);
});

Deno.test("a check in which cases were not run is undecided, and so is a check without a case", () => {
  assert.match(
    text.render(resultOf([caseOf()], { planned: 3 }), null),
    /^UNDECIDED {2}1 right, 2 not run of 3 cases\n/,
  );
  assert.match(rendered(), /^UNDECIDED {2}no case\nquick · 1 min 0 s\n$/);
  assert.match(rendered(caseOf()), /^RIGHT {2}1 right of 1 case\n/);
});

Deno.test("the text lists only the ten slowest cases, the slowest first", () => {
  const cases = Array.from({ length: 12 }, (_, seed) => caseOf({ seed, wallMs: seed * 1_000 }));
  const slowest = rendered(...cases).split("slowest:\n")[1].trimEnd().split("\n");
  assert.deepEqual(
    slowest.map((line) => Number(/seed (\d+)$/.exec(line)![1])),
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
  );
});

Deno.test("any result: the text names each wrong or undecided case visibly, and colour adds no word", () => {
  fc.assert(fc.property(anyResult, (result) => {
    const plain = describe(result, null, { color: false });
    for (const one of result.cases) {
      if (["wrong", "unknown"].includes(standingOf(one))) {
        assert(plain.includes(`\n  ${nameOf(one)}\n    `));
      }
    }
    assert.doesNotMatch(plain, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
    const colored = describe(result, null, { color: true });
    assert.notEqual(colored, plain);
    // deno-lint-ignore no-control-regex
    assert.equal(colored.replace(/\u001b\[\d+m/g, ""), plain);
  }));
});

Deno.test("the text says how many cases come from an earlier check", () => {
  const cases = [caseOf({ seed: 1 }), caseOf({ seed: 2 })];
  const text = describe(resultOf(cases, { resumed: 2 }), null, { color: false });
  assert.match(text, /2 of 2 cases from an earlier check, not run now/);
  assert.doesNotMatch(describe(resultOf(cases), null, { color: false }), /earlier check/);
});
