import assert from "node:assert/strict";
import fc from "fast-check";
import { exitCode, Refusal } from "../errors.ts";
import { merge, type Part } from "./merge.ts";
import { type CaseResult, type CheckResult, nameOf } from "./result.ts";
import { partOf, textOfShard } from "./shard.ts";
import { anyCases, caseOf, resultOf, wrongCase } from "./testing/random_result.ts";

/** Splits these cases among `of` machines; one result each. `times`: how long each machine took. */
function shardsOf(cases: readonly CaseResult[], of: number, times: readonly number[] = []): Part[] {
  return Array.from({ length: of }, (_, at) => {
    const shard = { index: at + 1, of };
    const result = resultOf(partOf(cases, shard), {
      shard: textOfShard(shard),
      wallMs: times[at] ?? 1,
    });
    return { path: `${at + 1}.json`, result };
  });
}

const byName = (a: CaseResult, b: CaseResult) => nameOf(a) < nameOf(b) ? -1 : 1;

Deno.test("shards, merged in any order, give the result of the whole list", () => {
  const times = fc.array(fc.nat({ max: 1_000 }), { minLength: 9, maxLength: 9 });
  fc.assert(fc.property(anyCases, fc.integer({ min: 1, max: 9 }), times, (cases, of, times) => {
    const parts = shardsOf(cases, of, times);
    const wallMs = Math.max(...times.slice(0, of));
    const whole = resultOf(cases.toSorted(byName), { wallMs });
    assert.deepEqual(merge(parts), whole);
    assert.deepEqual(merge(parts.toReversed()), whole);
  }));
});

Deno.test("a single whole result merges to itself", () => {
  const cases = [caseOf({ seed: 2 }), wrongCase({ seed: 1 })];
  const whole = resultOf(cases, { planned: 5 });
  assert.deepEqual(merge([{ path: "a", result: whole }]), {
    ...whole,
    cases: cases.toSorted(byName),
  });
});

Deno.test("cases that a shard did not run stay planned", () => {
  const [first, second] = shardsOf([1, 2, 3, 4].map((seed) => caseOf({ seed })), 2);
  const torn = resultOf(second.result.cases.slice(1), { shard: "2/2", planned: 2 });
  const { planned, cases, right } = merge([first, { ...second, result: torn }]);
  assert.deepEqual([planned, cases.length, right], [4, 3, 3]);
});

const cases = [1, 2, 3, 4, 5].map((seed) => caseOf({ seed }));
const [one, two, three] = shardsOf(cases, 3);
const with_ = (part: Part, fields: Partial<CheckResult>): Part => ({
  ...part,
  result: { ...part.result, ...fields },
});
const whole = { path: "whole.json", result: resultOf(cases) };

const refused: [parts: Part[], sentence: string][] = [
  [[], "There is nothing to merge; name the file of each shard"],
  [[one, three], "Shard 2/3 is missing; add its file"],
  [[two], "Shards 1/3, 3/3 are missing; add their files"],
  [
    [one, two, { ...one, path: "again.json" }],
    "'1.json' and 'again.json' are both shard 1/3; leave one of them out",
  ],
  [
    [one, two, with_(three, { matrix: "full" })],
    "'1.json' is of matrix quick and '3.json' of matrix full; merge takes the shards of one check",
  ],
  [
    [one, two, whole],
    "'whole.json' is a whole result, not a shard; merge takes the shards of one check",
  ],
  [
    [whole, { ...whole, path: "b" }],
    "'whole.json' is a whole result, not a shard; merge takes the shards of one check",
  ],
  [
    [one, shardsOf(cases, 2)[1]],
    "'1.json' is shard 1/3 and '2.json' is shard 2/2; merge takes the shards of one check",
  ],
  [
    [one, two, with_(three, { planned: 4 })],
    "'1.json' has 2 planned cases, but shard 1/3 of 8 cases has 3; merge takes the shards of one check",
  ],
  [
    [one, with_(two, { cases: one.result.cases }), three],
    "'1.json' and '2.json' both have the case 'outbox/status kafka kill-broker seed 1'; " +
    "merge takes the shards of one check",
  ],
];

for (const [parts, sentence] of refused) {
  Deno.test(`merge rejects parts: ${sentence}`, () => {
    assert.throws(
      () => merge(parts),
      (error) => {
        assert(error instanceof Refusal);
        assert.equal(error.message, sentence);
        return error.code === exitCode.usage;
      },
    );
  });
}

Deno.test("shards with different options are not of one check, although their sizes fit", () => {
  const cases = [caseOf({ seed: 1 }), caseOf({ seed: 2 })];
  const [first, second] = shardsOf(cases, 2);
  const asked = (part: Part, request: CheckResult["request"]): Part => ({
    ...part,
    result: { ...part.result, request },
  });
  const same = merge([asked(first, { repeat: 1 }), asked(second, { repeat: 1 })]);
  assert.deepEqual(same.request, { repeat: 1 });
  assert.throws(
    () => merge([asked(first, { repeat: 1 }), asked(second, { repeat: 2 })]),
    (error) => error instanceof Refusal && error.code === exitCode.usage,
  );
  assert.throws(() => merge([asked(first, { repeat: 1 }), second]), Refusal);
});

Deno.test("the merged result counts the cases that the shards took from an earlier check", () => {
  const [first, second] = shardsOf([caseOf({ seed: 1 }), caseOf({ seed: 2 })], 2);
  const earlier = { ...second, result: { ...second.result, resumed: 1 } };
  assert.equal(merge([first, earlier]).resumed, 1);
  assert.equal(merge([first, second]).resumed, undefined);
});
