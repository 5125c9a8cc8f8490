import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { judge } from "../check/judge.ts";
import {
  all,
  asRun,
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
  sound,
  withRunFolder,
} from "../check/testing/hand_written.ts";
import { readHistory } from "../history/read.ts";
import { aboutNothing, notPowerLoss, type Result, resultSchema, toResult } from "./result.ts";
import { reportOf } from "./form.ts";
import { type Stories, storySubjects } from "./story_text.ts";
import { text as textForm } from "./text.ts";

const lost: Event[] = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];

const describe = (result: Result, { stories = new Map(), color = false }: Shown = {}) =>
  textForm.render(reportOf(result, stories), { color });

interface Shown {
  stories?: Stories;
  color?: boolean;
}

Deno.test("the text says the verdict first, then why, and that fsync was not tested", async () => {
  const judgement = await judgementOf(lost);
  const result = toResult(judgement, aboutNothing);
  assert.deepEqual(storySubjects(result), [1]);
  const stories = new Map([[1, [invoke(1), commit(1), ok(1)]]]);
  const text = describe(result, { stories });
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
  const colored = describe(result, { color: true, stories });
  assert.notEqual(colored, text);
  assert.equal(stripVTControlCharacters(colored), text);
});

Deno.test("a promise that was kept without any hazard reads: kept, not threatened", async () => {
  const seen = { ...meta, hazards: ["in-hand", "redelivery"] };
  const hazard = { at: 9, kind: "hazard", name: "redelivery", op: 0, source: "broker log" };
  const events = [seen, ...sound.filter(({ kind }) => kind !== "meta"), hazard];
  const result = toResult(await judgementOf(events), aboutNothing);
  const text = describe(result);
  assert.match(text, /^ {2}no-loss {8}kept, not threatened {2}\d/m);
  assert.match(text, /^ {2}no-duplicate {3}kept {18}\d/m);
  assert.match(text, /^ {2}no-phantom {5}kept {18}every/m, "it cannot be seen: no other words");
  const promise = { ...result.promises[0], verdict: "broken" as const };
  assert.doesNotMatch(describe({ ...result, promises: [promise] }), /not threatened/);
});

Deno.test("every kind of verdict has its text, which depends only on the result as JSON", async () => {
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
    const judgement = await judgementOf(events);
    const result = toResult(judgement, aboutNothing);
    assert.match(describe(result), want);
    assert.equal(describe(JSON.parse(JSON.stringify(result))), describe(result));
  }
});

Deno.test("after a standstill, the story is that of the first waiting operation", async () => {
  const waiting = [invoke(1), commit(1), ok(1)];
  const stuck = { ...drained, complete: false, why: "all stands still" };
  const stood = { at: 1, kind: "standstill", fromMs: 0, toMs: 20, backlog: 1, lag: null };
  const events: Event[] = [meta, ...happy(0), ...waiting, stuck, stood];
  const claims = [{ name: "progresses", under: "any" as const, limit: 10 }];
  const judgement = await judgementOf(events, { claims });
  const result = toResult(judgement, aboutNothing);
  assert.deepEqual(storySubjects(result), [1]);
  const stories = new Map([[1, waiting]]);
  const text = describe(result, { stories });
  assert.match(
    text,
    /^BROKEN {2}progresses: waiting work \(backlog 1\) stood still for 20 ms, above/,
  );
  assert.match(
    text,
    /op 1: waits, and nothing moves\n[^]*no effect in points, and it still waits\n/,
  );
  const kept = toResult(
    await judgementOf(events, { claims: [{ ...claims[0], limit: 20 }] }),
    aboutNothing,
  );
  assert.deepEqual(storySubjects(kept), []);
});

const refused = (op: number) => ({ ...ok(op), kind: "fail" });

Deno.test("callers that failed have a row with the phases of their failures; else there is no row", async () => {
  const row = async (events: Event[]) => {
    const judgement = await judgementOf(events);
    const text = describe(toResult(judgement, aboutNothing));
    return /^ +callers failed +(.*)$/m.exec(text)?.[1] ?? null;
  };
  const some = [...sound, invoke(3), refused(3), invoke(4), invoke(5), refused(5)];
  assert.equal(await row(sound), null);
  assert.equal(await row([...sound, { ...invoke(3), rollback: true }, refused(3)]), null);
  assert.equal(await row(some), "3 of 6");
  assert.equal(await row([...some, ...fault("f", 32, 45)]), "during 2 of 2, after 1 of 1");
  assert.equal(await row([...some, ...fault("f", 5, 15)]), "after 3 of 4");
});

Deno.test("each of several targets has its count, and the story names the target without an effect", async () => {
  const two = { ...meta, targets: ["points", "coupon"] };
  const join = { at: 15, kind: "join", target: "newsletter", fromMs: 15 };
  const late = effect(2, 1, "newsletter");
  const events = [two, ...happy(0), effect(0, 1, "coupon"), ...happy(2), join, late, drained];
  const judgement = await judgementOf(events);
  const result = toResult(judgement, aboutNothing);
  const stories = new Map([[2, [...happy(2), late]]]);
  const text = describe(result, { stories });
  assert.match(text, /^ +applied in +points 2, coupon 1, newsletter 1 \(joined at 15 ms\)$/m);
  assert.match(text, /op 2: lost\n[^]*and nothing in coupon\n/);
});

Deno.test("the text names an operation that was set aside and put back, and order-per-key leaves it out", async () => {
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
  const judgement = await judgementOf(events);
  const text = describe(toResult(judgement, aboutNothing));
  assert.match(text, /^KEPT /);
  assert.match(text, /none is missing, 1 set aside but applied later$/m);
  assert.match(text, /without 1 set aside but applied later$/m);
  assert.match(text, /^ +set aside +1 observed: op 1$/m);
});

Deno.test("a foreign history cannot write to the terminal", async () => {
  const nasty = "\u001b[2J\u0007\u009b31m";
  const events = [...lost, ...fault("f", 500, 600, { target: nasty }, nasty)];
  const judgement = await judgementOf([...events, { ...drained, complete: false, why: nasty }]);
  const result = toResult(judgement, aboutNothing);
  const stories = new Map([[1, [{ ...invoke(1), key: nasty, [nasty]: nasty }]]]);
  const text = describe(result, { stories });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

/** Returns the text after an analysis of these events, with its stories. */
async function textOf(events: Event[]): Promise<string> {
  const judgement = await judgementOf(events);
  const result = toResult(judgement, aboutNothing);
  const stories = new Map(
    storySubjects(result).map((subject) => [
      subject,
      events.filter(({ op, date }) => op === subject || date === subject),
    ]),
  );
  return describe(result, { stories });
}

const withEffect = (fields: Event) =>
  sound.map((event) => event.kind === "effect" && event.op === 1 ? { ...event, ...fields } : event);

Deno.test("the story of a wrong key names both keys, the story of a wrong value both values", async () => {
  const key = await textOf(withEffect({ key: "lee" }));
  assert.match(key, /op 1: applied to another key\n/);
  assert.match(key, /\n +the key of the effect is "lee", that of the commit is "kim"\n/);
  const value = await textOf(withEffect({ value: 1 }));
  assert.match(value, /op 1: applied with another value\n/);
  assert.match(value, /\n +the value of the effect is 1, that of the invoke is "v1"\n/);
  const both = await textOf(withEffect({ key: "lee", value: "v1 " }));
  assert.match(both, /op 1: applied with another value, to another key\n/);
  assert.match(both, /is "kim"; the value of the effect is "v1 ", that of the invoke is "v1"\n/);
  const astray = ["commit", "effect"];
  const early = await textOf(
    sound.map((event) =>
      astray.includes(String(event.kind)) && event.op === 1 ? { ...event, key: "lee" } : event
    ),
  );
  const words = /the key of the effect and of the commit is "lee", that of the invoke is "kim"\n/;
  assert.match(early, words);
});

Deno.test("two Unicode spellings of one name can be told apart in the story", async () => {
  const named = (event: Event) => "key" in event ? { ...event, key: "José" } : event;
  const events = withEffect({}).map(named).map((event) =>
    event.kind === "effect" && event.op === 1 ? { ...event, key: "Jose\u0301" } : event
  );
  const text = await textOf(events);
  assert.match(text, /commit +key José, /);
  assert.match(text, /effect +key Jose\\u\{301\}, /);
  assert.match(
    text,
    /is "Jose\u0301" \(Jose\\u\{301\}\), that of the commit is "José" \(Jos\\u\{e9\}\) \(two Unicode/,
  );
});

Deno.test("no invisible character of a history reaches the terminal", async () => {
  const text = await textOf(withEffect({ key: "kim\u202e\u200b", target: "a\u2066b" }));
  assert.doesNotMatch(text, /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  assert.match(text, /"kim\\u\{202e\}\\u\{200b\}"/);
});

Deno.test("for a history of two runs, the text tells no story of an operation", async () => {
  const text = await textOf([...sound, ...happy(1)]);
  assert.match(text, /^UNKNOWN {2}op 1 is invoked twice: /);
  assert.doesNotMatch(text, /op 1: /);
});

Deno.test("the text says that a twin was not caught, and says nothing where it was caught", async () => {
  const about = { ...aboutNothing, lab: "outbox", variant: "mark-before-send", breaks: "no-loss" };
  const text = async (events: Event[], breaks: string | null = "no-loss") => {
    const judgement = await judgementOf(events);
    return describe(toResult(judgement, { ...about, breaks }));
  };
  const known = "mark-before-send is known to be broken (no-loss); this run did not show it; " +
    "--chaos worst-case does";
  assert.equal((await text(sound)).split("\n")[1], known);
  assert.equal((await text(sound.slice(0, -1))).split("\n")[1], known);
  assert.doesNotMatch(await text(sound, null), /known to be broken/);
  assert.doesNotMatch(await text(lost), /known to be broken/);
});

Deno.test("the text says how a fault reached its target, why a fault proves nothing, and why all counts as drained", async () => {
  const idle = "relay had done nothing since it was started";
  const text = await textOf([
    ...sound.slice(0, -1),
    { ...drained, why: "quiet; consumer lag judged by effects: no offsets" },
    ...fault("f", 5, 30, { by: "process namespace" }),
    ...fault("g", 6, 30, { ineffective: idle, by: "process tree" }),
  ]);
  assert.match(text, /: effective, touched 1 \(process namespace\)\n/);
  assert.match(text, new RegExp(`: ${idle}: proves nothing \\(process tree\\)\n`));
  assert.match(text, /note +drained: quiet; consumer lag judged by effects: no offsets\n/);
  assert.doesNotMatch(await textOf(sound), /note/);
});

Deno.test("the text and the result count roles' events that are not believed", async () => {
  const files = {
    ...asRun(sound),
    "relay-1.jsonl": [effect(0), effect(1), "INFO sent"],
    "relay\u202e-2.jsonl": [effect(2)],
  };
  await withRunFolder(files, async (folder) => {
    const facts = await readHistory(folder);
    const judgement = judge(facts, { claims: all, minimumOperations: 1 });
    const result = resultSchema.parse(toResult(judgement, aboutNothing));
    const text = describe(result);
    assert.match(text, /^KEPT /);
    assert.match(text, /note +relay wrote 2 effect events: not believed\n/);
    assert.match(text, /note +relay\\u\{202e\} wrote 1 effect event: not believed\n/);
    assert.match(text, /note +1 line of .*relay-1\.jsonl cannot be read \(line 3 is not JSON\)/);
    assert.deepEqual(result.unbelieved[0], { role: "relay", kind: "effect", count: 2 });
    assert.equal(result.unread[0].lines, 1);
  });
});
