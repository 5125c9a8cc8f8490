/** Malformed and unusual histories: each gets the right verdict. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import {
  all,
  counts,
  type Event,
  fault,
  happy,
  type InWords,
  inWords,
  meta,
  sound,
} from "./testing/hand_written.ts";

async function judgedText(text: string | Uint8Array): Promise<InWords> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.jsonl");
    if (typeof text === "string") await Deno.writeTextFile(path, text);
    else await Deno.writeFile(path, text);
    return inWords(judge(await readHistory(path), { claims: all, minimumOperations: 1 }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const lines = (events: readonly Event[]) => events.map((event) => JSON.stringify(event));
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");

/** The sound history, with this change in the text of each line. */
const changed = (change: (line: string) => string) => judgedText(text(lines(sound).map(change)));
/** The sound history, followed by these lines. */
const withLines = (...more: string[]) => judgedText(text([...lines(sound), ...more]));

Deno.test("a number has one meaning in every spelling", async () => {
  const spellings: [RegExp, string][] = [
    [/"op":1\b/, '"op":1.0'],
    [/"op":1\b/, '"op":1E0'],
    [/"op":1\b/, '"op":10e-1'],
    [/"op":0\b/, '"op":-0'],
    [/"seq":2\b/, '"seq":2.0'],
    [/"seq":2\b/, '"seq":0.2E+1'],
    [/"n":1\b/, '"n":-0.0'],
    [/"at":70\b/, '"at":70.000000000000000000001'],
  ];
  for (const [from, to] of spellings) {
    const judgement = await changed((line) => line.replace(from, to));
    assert.deepEqual([judgement.verdict, judgement.counts.applied], ["kept", 3], to);
  }
});

Deno.test("two spellings of one number are the same key and the same value", async () => {
  const written = async (field: "key" | "value", sent: string, arrived: string) => {
    const judgement = await changed((line) =>
      line.replace(
        new RegExp(`"${field}":"[^"]*"`),
        () => `"${field}":${line.includes('"effect"') ? arrived : sent}`,
      )
    );
    return judgement.verdict === "kept" ? "same" : counts(judgement);
  };
  for (const [a, b] of [["5", "5.0"], ["100", "1e2"], ["0", "-0"], ["0.1", "0.10"]]) {
    for (const field of ["key", "value"] as const) assert.equal(await written(field, a, b), "same");
  }
  assert.equal(await written("key", "5", '"5"'), "same", "a key is compared as text");
  const different: [string, string][] = [
    ["76561198045763615", "76561198045763616"],
    ["0.1", "0.10000000000000001"],
    ["12345678901234567890123", "12345678901234567890124"],
    ['"a\\u0000b"', '"a"'],
    ['"\\ud800"', '"\\ud801"'],
    ['"\\ud800"', '"\\ufffd"'],
    ['"José"', '"Jose\\u0301"'],
    ['"kim"', '"kim\\u200b"'],
    [JSON.stringify("k".repeat(3 << 20)), JSON.stringify("k".repeat((3 << 20) - 1) + "q")],
  ];
  for (const [a, b] of different) {
    for (const field of ["key", "value"] as const) {
      assert.equal(await written(field, a, a), "same", a.slice(0, 40));
      assert.deepEqual(await written(field, a, b), { corrupted: 3 }, a.slice(0, 40));
    }
  }
  assert.deepEqual(await written("value", "5", '"5"'), { corrupted: 3 });
  const [deep, other] = ["1", "2"].map((end) => "[".repeat(200) + end + "]".repeat(200));
  assert.equal(await written("value", deep, deep), "same");
  assert.deepEqual(await written("value", deep, other), { corrupted: 3 });
  const big = '{"id":9007199254740993,"more":[1e2]}';
  assert.equal(await written("value", big, '{"id":9007199254740993.0,"more":[100]}'), "same");
  assert.deepEqual(await written("value", big, big.replace("3,", "2,")), { corrupted: 3 });
});

Deno.test("a number that is wrong or too large makes its line unreadable, and the reason names the field", async () => {
  const refused: [string, RegExp][] = [
    ['{"kind":"ok","op":"5"}', /has its op in quotes/],
    ['{"kind":"ok","op":"five"}', /has no whole number from 0 as its op/],
    ['{"kind":"ok","op":9007199254740993}', /has an op above 9007199254740991/],
    ['{"kind":"marked","op":1e20}', /has an op above 9007199254740991/],
    ['{"kind":"ok","op":1.0000000000000000001}', /has no whole number from 0 as its op/],
    ['{"kind":"ok","op":1e-999}', /has no whole number from 0 as its op/],
    ['{"kind":"marked"}', /has no whole number from 0 as its op/],
    ['{"kind":"ok","op":1,"at":-1e999}', /has -1e999 as its at/],
    ['{"kind":"ok","op":1,"at":1e308}', /has 1e\+308 as its at/],
    ['{"kind":"ok","op":1,"at":[]}', /has no number as its at/],
    ['{"kind":"invoke","op":9,"planned":1e400}', /has 1e400 as its planned/],
    [`{"kind":"commit","op":9,"seq":${"1".repeat(65)}}`, /has more than 64 digits in its seq/],
    [`{"kind":"commit","op":9,"seq":1${"0".repeat(400)}}`, /has 10+… as its seq: that number/],
    ['{"kind":"effect","op":9,"n":1e999}', /has 1e999 as its n/],
    ['{"kind":"effect","op":9,"key":1e999}', /has 1e999 as its key/],
    ['{"kind":"effect","op":9,"value":1e999}', /has 1e999 as its value/],
    ['{"kind":"effect","op":9,"key":true}', /has no text as its key/],
    ['{"kind":"join","target":"x","fromMs":1e999}', /has 1e999 as its fromMs/],
    ['{"kind":"sample","role":"x","rssBytes":1e999}', /has 1e999 as its rssBytes/],
    ['{"kind":"fault","phase":"end","touched":1e999}', /has 1e999 as its touched/],
    ['{"kind":"fault","phase":"end","ops":[9007199254740993]}', /its ops must be a list of operat/],
    ['{"kind":"fault","phase":"end","by":5}', /no text as its by/],
    ['{"kind":"drained","complete":"true"}', /its complete must be true or false/],
    ['{"kind":"meta","schema":1.00000000000000000001}', /its schema must be 1/],
  ];
  for (const [line, why] of refused) {
    const judgement = await withLines(line);
    assert.equal(judgement.verdict, "unknown", line);
    assert.match(judgement.doubts[0], /^line 15 of .* cannot be read \(it /);
    assert.match(judgement.doubts[0], why);
  }
});

Deno.test("a line that is no JSON, no text or too deep is unreadable, and nothing crashes", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const bad = [
    `{"kind":"note","deep":${deep}}`,
    `{"kind":"effect","op":1,"value":${deep}}`,
    ...["null", "[]", "7", '"text"', "NaN", "// a comment", "'kind'", '{"kind":"ok","op":1,}'],
    ...['{"kind":"ok","op":+1}', '{"kind":"ok","op":.5}', '{"kind":"ok","op":0x1}', "\ufeff{}"],
    ...['{"kind":null,"op":1}', '{"kind":["ok"],"op":1}', "{}{}", "\u0000".repeat(50)],
  ];
  for (const line of bad) {
    const judgement = await withLines(line, "");
    assert.equal(judgement.verdict, "unknown", line.slice(0, 40));
    assert.match(judgement.doubts[0], /^line 15 of /);
    assert.ok(judgement.doubts[0].length < 300);
  }
  const wide = text(lines(sound)).split("").flatMap((c) => [c.charCodeAt(0), 0]);
  assert.equal((await judgedText(Uint8Array.of(0xff, 0xfe, ...wide))).verdict, "unknown", "UTF-16");
});

Deno.test("names with a special meaning in JavaScript are ordinary names", async () => {
  for (
    const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "", " ", "#", "0"]
  ) {
    const written = JSON.stringify(name);
    const judgement = await changed((line) => line.replaceAll(/"kim"|"points"/g, () => written));
    assert.equal(judgement.verdict, "kept", name);
    const unknown = await withLines(
      `{"kind":${written},"op":"x"}`,
      `{"kind":"deliver","op":1,"role":${written},${written}:{"a":1}}`,
    );
    assert.equal(unknown.verdict, "kept", name);
  }
});

Deno.test("if a field is repeated, its last value counts for every reader", async () => {
  const twice = async (line: string) => counts(await withLines(line));
  const again = '"at":80,"op":1,"key":"kim","seq":2,"n":9,"target":"points"';
  assert.deepEqual(await twice(`{"kind":"ok",${again},"value":"v1","kind":"effect"}`), {
    duplicate: 1,
  });
  assert.deepEqual(await twice(`{"kind":"effect",${again},"value":"v1","kind":"ok"}`), {});
  assert.deepEqual(await twice(`{"kind":"effect",${again},"value":"v1","k\\u0069nd":"note"}`), {});
  assert.deepEqual(await twice(`{"kind":"effect",${again},"value":"v1","value":"x"}`), {
    ...{ duplicate: 1, corrupted: 1 },
  });
});

Deno.test("the order is exact where seq and n are readings of a clock", async () => {
  const clock = 1732561049000000000n;
  const ordered = (seqs: readonly string[], ns: readonly string[]) =>
    judgedText(text([meta, ...[0, 1, 2].flatMap(happy), sound.at(-1)!].map((event) => {
      const op = (event as Event).op as number;
      const line = JSON.stringify(event).replace(/"seq":\d+/, `"seq":${seqs[op]}`);
      return line.replace(/"n":\d+/, `"n":${ns[op]}`);
    })));
  const ticks = [0n, 1n, 2n].map((tick) => String(clock + tick));
  assert.equal((await ordered(ticks, ticks)).verdict, "kept");
  assert.deepEqual(counts(await ordered(ticks, ticks.toReversed())), { outOfOrder: 2 });
  assert.deepEqual(counts(await ordered(ticks.toReversed(), ticks)), { outOfOrder: 2 });
  assert.deepEqual(counts(await ordered(ticks, ["1", "3", "2"])), { outOfOrder: 1 });
  assert.deepEqual(counts(await ordered(ticks, ["0.3", "0.30000000000000001", "1e-400"])), {
    outOfOrder: 2,
  });
  // Three equal times give no order, in any spelling.
  const same = [`${clock}`, `${clock}.0`, `${clock}0e-1`];
  for (const judgement of [await ordered(same, ticks), await ordered(ticks, same)]) {
    assert.equal(judgement.verdict, "unknown");
    assert.deepEqual(counts(judgement), {});
  }
});

Deno.test("the first of two effects is the one with the lower n, compared exactly", async () => {
  const clock = "9007199254740992";
  const effectAt = (op: number, part: number) =>
    lines([happy(op)[3]])[0].replace(/"n":\d+/, `"n":${clock}.${part}`);
  const head = lines([meta, ...[0, 1].flatMap((op) => happy(op).slice(0, 3))]);
  const [first, again, next] = [effectAt(0, 1), effectAt(0, 3), effectAt(1, 2)];
  const end = lines(sound).at(-1)!;
  for (const all of [[first, again, next], [again, first, next], [next, again, first]]) {
    const judgement = await judgedText(text([...head, ...all, end]));
    assert.deepEqual(counts(judgement), { duplicate: 1 });
  }
});

Deno.test("the effect with the lower n is the first, even if only the other n is long", async () => {
  const numbered = (op: number, n: string) =>
    JSON.stringify(happy(op)[3]).replace(/"n":\d+/, `"n":${n}`);
  const head = [meta, ...[0, 1].flatMap((op) => happy(op).slice(0, 3))];
  const judgement = await judgedText(text([
    ...lines(head),
    numbered(0, "1.0000000000000000002"),
    numbered(0, "1"),
    numbered(1, "1.0000000000000000001"),
    lines(sound).at(-1)!,
  ]));
  assert.deepEqual(counts(judgement), { duplicate: 1 }, "operation 0 came first");
});

Deno.test("no promise is broken where two runs are mixed", async () => {
  const judgement = await withLines(...lines(happy(1)));
  assert.equal(judgement.verdict, "unknown");
  assert.ok(judgement.promises.every(({ verdict }) => verdict === "unknown"));
  assert.deepEqual(counts(judgement), { duplicate: 1 });
  assert.equal(judgement.anomalies.duplicate.standing, "observed");
});

Deno.test("a fault proves something only if its begin and end match and touched is valid", async () => {
  const kept = (...events: Event[]) =>
    judgedText(text(lines([...sound, ...events]))).then(({ verdict }) => verdict === "kept");
  const [begin, end] = fault("f", 5, 30);
  assert.ok(await kept(begin, end));
  assert.ok(await kept(begin, end, ...fault("f", 31, 40)), "one after the other");
  assert.ok(await kept({ ...begin, id: 7 }, { ...end, id: 7 }));
  assert.ok(!await kept(begin, begin, end), "begun twice, ended once");
  assert.ok(!await kept(begin, end, end), "ended twice");
  assert.ok(!await kept(begin, { ...begin, at: 6 }, end, { ...end, at: 40 }), "two of one id");
  assert.ok(!await kept({ ...begin, at: 50 }, { ...end, at: 40 }), "ended before it began");
  assert.ok(!await kept(begin, { ...end, at: null }));
  assert.ok(!await kept(begin, { ...end, touched: -1 }));
});
