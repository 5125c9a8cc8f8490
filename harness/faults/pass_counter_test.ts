import assert from "node:assert/strict";
import fc from "fast-check";
import { neverCame, PassCounter, type Passing } from "./pass_counter.ts";
import { parsePass } from "./failpoint_spec.ts";

const counterOf = (text: string) => {
  const { at, which } = parsePass(text)!;
  return new PassCounter(at, which);
};

const passing: fc.Arbitrary<Passing> = fc.record({
  process: fc.constantFrom("relay", "relay#2", "points"),
  point: fc.constantFrom("after-read", "after-mark"),
  position: fc.constant(null),
  ops: fc.array(fc.nat({ max: 9 }), { maxLength: 4 }),
});
const passes = fc.array(passing, { maxLength: 30 });

Deno.test("the counter reports the n-th pass of its failpoint, and no other", () => {
  fc.assert(fc.property(passes, fc.integer({ min: 1, max: 9 }), (passes, nth) => {
    const counter = counterOf(`relay:after-read@${nth}`);
    const seen = passes.filter((one) => counter.see(one));
    const mine = passes.filter(({ process, point }) =>
      process.startsWith("relay") && point === "after-read"
    );
    assert.deepEqual(seen, mine.slice(nth - 1, nth));
    assert.deepEqual([counter.passed, counter.reached], [mine.length, mine.length >= nth]);
  }));
});

Deno.test("the counter reports the first pass with its operation, and no other", () => {
  fc.assert(fc.property(passes, fc.nat({ max: 9 }), (passes, op) => {
    const counter = counterOf(`relay#2:after-mark@op=${op}`);
    const seen = passes.filter((one) => counter.see(one));
    const mine = passes.filter(({ process, point }) =>
      process === "relay#2" && point === "after-mark"
    );
    assert.deepEqual(seen, mine.filter(({ ops }) => ops.includes(op)).slice(0, 1));
    assert.deepEqual([counter.passed, counter.reached], [mine.length, seen.length === 1]);
  }));
});

Deno.test("the reason for a pass that never came says how often the failpoint was passed", () => {
  const says = (text: string, passed: number) => neverCame(parsePass(text)!, passed);
  assert.equal(says("relay:after-read@9", 0), "relay:after-read was never passed");
  assert.equal(says("relay:after-read@9", 1), "relay:after-read was passed once, not 9 times");
  assert.equal(
    says("relay#2:after-read@op=7", 4),
    "relay#2:after-read was passed 4 times, never with operation 7",
  );
});
