import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
} from "../check/testing/hand_written.ts";
import { aboutNothing, notPowerLoss, resultJsonSchema, resultSchema, toResult } from "./result.ts";
import { describe, exampleOps } from "./text.ts";

const lost: Event[] = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];

Deno.test("the result has the fields of its schema, in that order", async () => {
  const about = { ...aboutNothing, run: "r1", lab: "outbox", seed: 7, phasesMs: { drive: 12.5 } };
  const result = toResult(await judged([...lost, ...fault("f", 5, 30)]), about);
  assert.deepEqual(resultSchema.parse(result), result);
  const { required, properties } = resultJsonSchema() as {
    required: string[];
    properties: Record<string, unknown>;
  };
  assert.deepEqual(Object.keys(result), required);
  assert.deepEqual(Object.keys(result), Object.keys(properties));
  assert.equal(
    Object.keys(result).join(" "),
    "schema run lab broker variant seed runtime versions verdict " +
      "promises counts targets anomalies faults latencyMs recoveryMs outageMs phasesMs " +
      "breaks mixed unbelieved unread",
  );
  assert.deepEqual(result.phasesMs, {
    provision: null,
    prepare: null,
    start: null,
    drive: 12.5,
    drain: null,
    audit: null,
    judge: null,
    clean: null,
  });
  for (const { why } of result.promises) assert.ok(why.endsWith(notPowerLoss));
});

Deno.test("the text says the verdict first, then why, and that fsync was not tested", async () => {
  const judgement = await judged(lost);
  const result = toResult(judgement, aboutNothing);
  assert.deepEqual(exampleOps(result), [1]);
  const stories = new Map([[1, [invoke(1), commit(1), ok(1)]]]);
  const text = describe(result, { color: false, judgement, stories });
  assert.equal(
    text.split("\n")[0],
    "BROKEN  no-loss: 1 operation lost, last seen at the source: op 1",
  );
  assert.equal(text.split(notPowerLoss).length, 2, "said once");
  assert.match(
    text,
    /op 1: lost\n +10\.000 ms {2}invoke .*\n +12\.000 ms {2}commit .*\n.*ok\n.*no effect/,
  );
  assert.equal(stripVTControlCharacters(text), text);
  const colored = describe(result, { color: true, judgement, stories });
  assert.notEqual(colored, text);
  assert.equal(stripVTControlCharacters(colored), text);
});

Deno.test("every kind of verdict has its text, with and without what the judgement adds", async () => {
  const cases: [Event[], RegExp][] = [
    [sound, /^KEPT {2}5 promises, 3 operations, without a fault\n/],
    [[...sound, ...fault("f", 5, 30)], /^KEPT .*through kill-relay\n[^]*effective, touched 1/],
    [
      [...sound, ...fault("f", 5, 30, { touched: 0 })],
      /^UNKNOWN {2}.*touched nothing\n[^]*touched nothing: proves nothing/,
    ],
    [[...sound, ...fault("f", 500, 600)], /^UNKNOWN {2}.*met no operation under way/],
    [[...lost, effect(0, 9)], /^BROKEN {2}no-loss: 1 operation lost.*\(and no-duplicate\)\n/],
    [sound.slice(0, -1), /^UNKNOWN {2}the history does not say that all was drained\n/],
    [[], /^UNKNOWN {2}the history is empty: a history is JSON lines, one event a line\n/],
  ];
  for (const [events, want] of cases) {
    const judgement = await judged(events);
    const result = toResult(judgement, aboutNothing);
    assert.match(describe(result, { color: false, judgement }), want);
    assert.match(describe(result, { color: false }), want);
  }
});

const refused = (op: number) => ({ ...ok(op), kind: "fail" });

Deno.test("callers that failed have a row, with the phases in which some did; else there is none", async () => {
  const row = async (events: Event[]) => {
    const judgement = await judged(events);
    const text = describe(toResult(judgement, aboutNothing), { color: false, judgement });
    return /^ +callers failed +(.*)$/m.exec(text)?.[1] ?? null;
  };
  const some = [...sound, invoke(3), refused(3), invoke(4), invoke(5), refused(5)];
  assert.equal(await row(sound), null);
  assert.equal(await row([...sound, { ...invoke(3), rollback: true }, refused(3)]), null);
  assert.equal(await row(some), "3 of 6");
  assert.equal(await row([...some, ...fault("f", 32, 45)]), "during 2 of 2, after 1 of 1");
  assert.equal(await row([...some, ...fault("f", 5, 15)]), "after 3 of 4");
});

Deno.test("of several targets each has its count, and the story says which one missed it", async () => {
  const two = { ...meta, targets: ["points", "coupon"] };
  const join = { at: 15, kind: "join", target: "newsletter", fromMs: 15 };
  const late = effect(2, 1, "newsletter");
  const events = [two, ...happy(0), effect(0, 1, "coupon"), ...happy(2), join, late, drained];
  const judgement = await judged(events);
  const result = toResult(judgement, aboutNothing);
  const stories = new Map([[2, [...happy(2), late]]]);
  const text = describe(result, { color: false, judgement, stories });
  assert.match(text, /^ +applied in +points 2, coupon 1, newsletter 1 \(joined at 15 ms\)$/m);
  assert.match(text, /op 2: lost\n[^]*and nothing in coupon\n/);
});

Deno.test("what was set aside and put back is told, and has no place in the order", async () => {
  const aside = { at: 60, kind: "aside", op: 1, where: "dead-letter queue", reason: "x" };
  const back = effect(1, 9);
  const events = [
    meta,
    ...happy(0),
    invoke(1),
    commit(1),
    ok(1),
    aside,
    ...happy(2),
    back,
    drained,
  ];
  const judgement = await judged(events);
  const text = describe(toResult(judgement, aboutNothing), { color: false, judgement });
  assert.match(text, /^KEPT /);
  assert.match(text, /none is missing, 1 set aside and applied after all$/m);
  assert.match(text, /apart from 1 set aside and applied after all$/m);
  assert.match(text, /^ +set aside +1 observed: op 1$/m);
});

Deno.test("a foreign history cannot write to the terminal", async () => {
  const nasty = "\u001b[2J\u0007\u009b31m";
  const events = [...lost, ...fault("f", 500, 600, { target: nasty }, nasty)];
  const judgement = await judged([...events, { ...drained, complete: false, why: nasty }]);
  const result = toResult(judgement, aboutNothing);
  const stories = new Map([[1, [{ ...invoke(1), key: nasty, [nasty]: nasty }]]]);
  const text = describe(result, { color: false, judgement, stories });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
