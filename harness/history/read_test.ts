import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { Refusal } from "../errors.ts";
import { ACKNOWLEDGED, COMMITTED, INVOKED, ROLLS_BACK } from "./columns.ts";
import type { Facts } from "./facts.ts";
import { longestLineBytes } from "./files.ts";
import { LineReader } from "./line.ts";
import { readHistory } from "./read.ts";
import { fill, parseLine } from "./slow_line.ts";
import { kindNames } from "./kinds/mod.ts";

const line = (op: number) => `{"at":${op},"kind":"ok","op":${op}}\n`;

async function reading(contents: string | Uint8Array | Record<string, string>): Promise<Facts> {
  const folder = await Deno.makeTempDir();
  try {
    const files = typeof contents === "string" || contents instanceof Uint8Array
      ? { "a.jsonl": contents }
      : contents;
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else await Deno.writeFile(path, content);
    }
    return await readHistory(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const summary = ({ operations, unreadable, torn }: Facts) => ({
  ops: Array.from({ length: operations.count }, (_, slot) => operations.op.get(slot)),
  unreadable: unreadable.first.map(({ line, why }) => `${line} ${why}`),
  torn: torn.map(({ line }) => line),
});

Deno.test("one torn last line a file is forgiven, any other line that cannot be read is named", async () => {
  const cases: [string | Record<string, string>, unknown][] = [
    [line(0) + line(1), { ops: [0, 1], unreadable: [], torn: [] }],
    [line(0) + line(1).trimEnd(), { ops: [0, 1], unreadable: [], torn: [] }],
    [line(0) + line(1).slice(0, -3), { ops: [0], unreadable: [], torn: [2] }],
    [line(0) + line(1).slice(0, -3) + "\n", { ops: [0], unreadable: [], torn: [2] }],
    [line(0) + "{", { ops: [0], unreadable: [], torn: [2] }],
    [line(0) + '{"at": 1, "key": "a\\', { ops: [0], unreadable: [], torn: [2] }],
    [line(0).slice(0, -3) + "\n" + line(1), { ops: [1], unreadable: ["1 is cut off"], torn: [] }],
    [line(0) + "hello", { ops: [0], unreadable: ["2 is not JSON"], torn: [] }],
    [line(0) + "{}}\n", { ops: [0], unreadable: ["2 is not JSON"], torn: [] }],
    [line(0) + "\0\0\0", { ops: [0], unreadable: ["2 is not JSON"], torn: [] }],
    [line(0) + '"text"\n', { ops: [0], unreadable: ["2 is not a JSON object"], torn: [] }],
    [line(0) + '{"at":1}\n', { ops: [0], unreadable: ["2 has no kind"], torn: [] }],
    ["", { ops: [], unreadable: [], torn: [] }],
    ["\n \r\n\n" + line(0) + "\n\n", { ops: [0], unreadable: [], torn: [] }],
    [
      { "a.jsonl": line(0) + "{", "b.jsonl": line(1) + '{"', "c.jsonl": "{\n{" },
      { ops: [0, 1], unreadable: ["1 is cut off"], torn: [2, 2, 2] },
    ],
    [line(0).replace("\n", "\r\n") + line(1), { ops: [0, 1], unreadable: [], torn: [] }],
    ["\ufeff" + line(0), { ops: [0], unreadable: [], torn: [] }],
  ];
  for (const [contents, want] of cases) {
    assert.deepEqual(summary(await reading(contents)), want, JSON.stringify(contents));
  }
});

Deno.test("a known kind with a wrong field cannot be read; unknown kinds and fields are passed over", async () => {
  const bad = [
    '{"kind":"ok"}',
    '{"kind":"ok","op":"1"}',
    '{"kind":"ok","op":-1}',
    '{"kind":"ok","op":1.5}',
    '{"kind":"ok","op":1,"at":"soon"}',
    '{"kind":"commit","op":1,"seq":"2"}',
    '{"kind":"effect","op":1,"target":[]}',
    '{"kind":"ok","op":1,}',
    '{"kind":"ok","op":01}',
    '{"kind":"ok" "op":1}',
    '{"kind":"ok","op":1,"note":"a\tb"}',
    '{"kind":"meta","schema":2}',
    '{"kind":"meta","truth":"hearsay"}',
    '{"kind":"fault","phase":"middle"}',
    '{"kind":"fault","phase":"end","ops":["1"]}',
    '{"kind":"drained","complete":"yes"}',
    '{"kind":"aside"}',
    '{"kind":"invoke","op":1,"rollback":"true"}',
    '{"kind":"invoke","op":1,"rollback":1}',
    '{"kind":"sample","role":"relay","rssBytes":"1"}',
    '{"kind":"sample","role":"relay","rssBytes":1,"incarnation":1.5}',
    '{"kind":"sample","role":"relay","rssBytes":1,"incarnation":"1"}',
  ];
  for (const text of bad) {
    const { unreadable } = await reading(line(7) + text + "\n" + line(8));
    assert.deepEqual(unreadable.first.map(({ line }) => line), [2], text);
  }
  const good = [
    '{"kind":"saga-step","op":"x","at":"soon"}',
    '{"kind":"sample","role":"relay","rssBytes":1}',
    '{"kind":"sample","role":"relay","rssBytes":null}',
    '{"kind":"sample","role":"relay","rssBytes":1,"incarnation":null}',
    '{"kind":"process","role":"relay","phase":"start"}',
    '{"kind":"ok","op":7,"rollback":"why not"}',
    '{"kind":"invoke","op":7,"rollback":null}',
    '{"kind":"ok","op":7,"at":null,"note":{"deep":[1,{"at":2}]}}',
    '{"kind":"effect","op":7,"at":null,"seq":null,"n":null,"target":null,"key":null}',
  ];
  for (const text of good) {
    const { unreadable, operations } = await reading(line(7) + text + "\n");
    assert.deepEqual([unreadable.count, operations.count], [0, 1], text);
  }
});

Deno.test("bytes that are no UTF-8 make a line unreadable, beyond ASCII or not", async () => {
  const bytes = new TextEncoder().encode('{"kind":"commit","op":1,"key":"zoë"}\n' + line(2));
  assert.equal((await reading(bytes)).unreadable.count, 0);
  bytes[bytes.indexOf(0xab)] = 0xff;
  assert.deepEqual(summary(await reading(bytes)).unreadable, ["1 is not UTF-8 text"]);
});

Deno.test("a rollback is read from a plain line and from an unusual one", async () => {
  const invoke = (op: number, rest: string) => `{"kind":"invoke","op":${op}${rest}}\n`;
  const { operations, unreadable } = await reading([
    invoke(0, ',"rollback":true'),
    invoke(1, ',"rollback": true ,"note":[1]'),
    invoke(2, ',"roll\\u0062ack":true'),
    invoke(3, ',"rollback":false'),
    invoke(4, ',"rollbacks":true'),
    invoke(5, ""),
    invoke(6, ',"rollback":true,"rollback":null'),
  ].join(""));
  assert.equal(unreadable.count, 0);
  const planned = [0, 1, 2, 3, 4, 5, 6].filter((slot) => operations.flags[slot] & ROLLS_BACK);
  assert.deepEqual(planned, [0, 1, 2]);
});

Deno.test("memory is told by process, and 0 bytes are no sample", async () => {
  const sample = (role: string, rssBytes: number | null, incarnation?: number) =>
    JSON.stringify({ at: 1, kind: "sample", role, rssBytes, incarnation, backlog: 3 }) + "\n";
  const { memory } = await reading(
    sample("relay", 7) + sample("login#2", 5) + sample("login", 9, 10) + sample("login", 0, 10) +
      sample("outbox", null) + sample("login", 6, 2) + sample("login", 8, 2) + sample("relay", 4),
  );
  assert.deepEqual(memory, [
    { role: "login", incarnation: 2, samples: 2, lowestBytes: 6, highestBytes: 8 },
    { role: "login", incarnation: 10, samples: 1, lowestBytes: 9, highestBytes: 9 },
    { role: "login#2", incarnation: null, samples: 1, lowestBytes: 5, highestBytes: 5 },
    { role: "relay", incarnation: null, samples: 2, lowestBytes: 4, highestBytes: 7 },
  ]);
});

Deno.test("how late an operation was sent is known where both its times are", async () => {
  const invoke = (op: number, times: string) => `{"kind":"invoke","op":${op}${times}}\n`;
  const { operations } = await reading([
    invoke(0, ',"at":12.5,"planned":10'),
    invoke(1, ',"at":10'),
    invoke(2, ',"at":null,"planned":10'),
    // Past the columns' first width.
    ...Array.from({ length: 2000 }, (_, i) => line(i + 3)),
    invoke(2003, ',"planned":7,"at":7.25'),
  ].join(""));
  assert.deepEqual([0, 1, 2, 3, 2002, 2003].map((slot) => operations.late[slot]), [
    ...[2.5, NaN, NaN, NaN, NaN, 0.25],
  ]);
});

Deno.test("two runs in one folder are told by their metas, and by an op invoked twice", async () => {
  const meta = (epochMs: number) => `{"kind":"meta","schema":1,"epochMs":${epochMs}}\n`;
  const mixed = async (files: Record<string, string>) => (await reading(files)).mixed.join("; ");
  assert.equal(await mixed({ "a.jsonl": meta(1), "b.jsonl": meta(1) }), "");
  assert.match(
    await mixed({ "a.jsonl": meta(1), "b.jsonl": meta(2) }),
    /^two runs in one history: line 1 of .*b\.jsonl is the meta of another run$/,
  );
  const invoke = (op: number) => `{"kind":"invoke","op":${op}}\n`;
  assert.equal(await mixed({ "a.jsonl": meta(1) + invoke(0), "b.jsonl": invoke(1) }), "");
  assert.match(
    await mixed({ "a.jsonl": meta(1) + invoke(0) + invoke(7), "b.jsonl": invoke(7) + invoke(0) }),
    /^op 7 is invoked twice: line 1 of .*b\.jsonl invokes it again \(1 more invoke too\)/,
  );
});

Deno.test("an effect without a target is unreadable where there are several", async () => {
  const effect = '{"kind":"effect","op":1}\n';
  const meta = '{"kind":"meta","schema":1,"targets":["a","b"]}\n';
  assert.deepEqual(summary(await reading(line(0) + effect + meta)).unreadable, [
    "2 does not say which of the targets",
  ]);
  assert.equal((await reading(effect + meta.replace(',"b"', ""))).unreadable.count, 0);
});

Deno.test("lines of 10 MB are read, at the edge of every buffer", async () => {
  const long = JSON.stringify({ kind: "invoke", op: 1, key: "k", value: "é".repeat(5 << 20) });
  const facts = await reading(line(0) + long + "\n" + line(1) + "x".repeat(10 << 20));
  assert.deepEqual(summary(facts), { ops: [0, 1], unreadable: ["4 is not JSON"], torn: [] });
  assert.equal(facts.operations.flags[1] & (INVOKED | ACKNOWLEDGED), INVOKED | ACKNOWLEDGED);
  for (let pad = 1; pad < 40; pad++) {
    const note = `{"kind":"note","text":"${"n".repeat((1 << 20) - 26 - pad)}"}\n`;
    assert.deepEqual(summary(await reading(note + line(0) + line(1))).ops, [0, 1]);
  }
});

Deno.test("a line without an end is named and not kept in memory", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "a.jsonl");
  try {
    await Deno.writeTextFile(path, line(0) + "{");
    // Sparse: it takes no room on disk.
    await Deno.truncate(path, longestLineBytes + (1 << 20));
    await Deno.writeTextFile(path, "\n" + line(1), { append: true });
    const facts = await readHistory(path);
    assert.deepEqual(summary(facts), {
      ops: [0, 1],
      unreadable: ["2 is longer than 64 MiB"],
      torn: [],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder is its .jsonl files; a run's folder its history/", async () => {
  const folder = await reading({
    "b.jsonl": line(2),
    "a.jsonl": line(1),
    "notes.txt": line(3),
    "history/c.jsonl": line(4),
  });
  assert.deepEqual(summary(folder).ops, [1, 2]);
  // What a role writes beside the history of a run does not hide it.
  const run = { "run.json": "{}", "history/load.jsonl": line(4), "stray.jsonl": line(5) };
  assert.deepEqual(summary(await reading(run)).ops, [4]);
  for (
    const missing of [() => reading({ "notes.txt": "" }), () => readHistory("/nowhere/at/all")]
  ) {
    await assert.rejects(missing, (error) => error instanceof Refusal && error.code === 66);
  }
});

Deno.test("operations need not be dense", async () => {
  const ops = [0, 4095, 4096, 3_000_000, 2 ** 28 - 1, 2 ** 28, 2 ** 53 - 1];
  const facts = await reading(
    ops.map(line).join("") + ops.map(line).join("").replaceAll("ok", "commit"),
  );
  assert.deepEqual(summary(facts), { ops, unreadable: [], torn: [] });
  for (let slot = 0; slot < ops.length; slot++) {
    assert.equal(facts.operations.flags[slot], ACKNOWLEDGED | COMMITTED);
  }
});

Deno.test("each of the frequent kinds goes the fast way", () => {
  const reader = new LineReader(kindNames);
  for (const [number, kind] of kindNames.entries()) {
    if (number === 0) continue;
    const line = JSON.stringify({ at: 1.5, kind, op: 7, where: "outbox", attempt: 1 }) + "\n";
    assert.equal(reader.read(new TextEncoder().encode(line), 0), line.length, kind);
    assert.equal(reader.kind, number);
  }
});

Deno.test("the fast reader finds what JSON.parse finds, or leaves the line alone", () => {
  const events = fc.record({
    kind: fc.constantFrom("invoke", "ok", "commit", "effect", "deliver"),
    op: fc.nat(),
    at: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
    planned: fc.integer({ min: -5, max: 5 }).map((n) => n / 8),
    seq: fc.nat(),
    n: fc.nat(),
    key: fc.string({ unit: "binary" }),
    target: fc.string(),
    role: fc.string(),
    rollback: fc.constantFrom(true, true, false, null, "true", 1),
    value: fc.string({ unit: "grapheme" }),
    other: fc.jsonValue(),
  }, { requiredKeys: ["kind", "op"] });
  const fast = new LineReader(kindNames);
  const slow = new LineReader(kindNames);
  let taken = 0;
  let rollbacks = 0;
  const found = (reader: LineReader, bytes: Uint8Array) => ({
    kind: reader.kind,
    number: [...reader.number],
    rollback: reader.rollback,
    value: reader.value === 0 ? null : [reader.valueA, reader.valueB],
    texts: [0, 3, 6].map((i) =>
      reader.text[i] < 0 ? null : [
        new TextDecoder().decode(bytes.subarray(reader.text[i], reader.text[i + 1])),
        reader.text[i + 2],
      ]
    ),
  });
  fc.assert(
    fc.property(events, (event) => {
      const bytes = new TextEncoder().encode(JSON.stringify(event) + "\n");
      const end = fast.read(bytes, 0);
      if (end < 0) return;
      taken++;
      if (fast.rollback) rollbacks++;
      assert.equal(end, bytes.length);
      const names = fill(slow, parseLine(bytes))!;
      assert.deepEqual(found(fast, bytes), found(slow, names));
    }),
    { numRuns: 2000 },
  );
  assert.ok(taken > 200, `only ${taken} lines went the fast way`);
  assert.ok(rollbacks > 50, `only ${rollbacks} of them with a rollback`);
});
