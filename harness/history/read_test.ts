import assert from "node:assert/strict";
import { ROLLS_BACK } from "./columns.ts";
import { line, reading, summary } from "./read_testing.ts";

Deno.test("one torn last line per file is forgiven, any other line that cannot be read is named", async () => {
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

Deno.test("an event of a known kind with a wrong field cannot be read; unknown kinds and fields are ignored", async () => {
  const bad = [
    '{"kind":"ok"}',
    '{"kind":"ok","op":"1"}',
    '{"kind":"ok","op":-1}',
    '{"kind":"ok","op":1.5}',
    '{"kind":"ok","op":1,"at":"soon"}',
    '{"kind":"commit","op":1,"seq":"2"}',
    '{"kind":"commit","op":1,"written":"soon"}',
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
    '{"kind":"ok","op":7,"written":"by hand"}',
    '{"kind":"commit","op":7,"written":null}',
    '{"kind":"ok","op":7,"i":"x","of":"many","txid":[1]}',
    '{"kind":"invoke","op":7,"rollback":null}',
    '{"kind":"ok","op":7,"at":null,"note":{"deep":[1,{"at":2}]}}',
    '{"kind":"effect","op":7,"at":null,"seq":null,"n":null,"target":null,"key":null}',
  ];
  for (const text of good) {
    const { unreadable, operations } = await reading(line(7) + text + "\n");
    assert.deepEqual([unreadable.count, operations.count], [0, 1], text);
  }
});

Deno.test("bytes that are not UTF-8 make a line unreadable", async () => {
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

Deno.test("memory is kept per process, and 0 bytes are no sample", async () => {
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

Deno.test("an operation's lateness is known where its planned time and its sending time are known", async () => {
  const invoke = (op: number, times: string) => `{"kind":"invoke","op":${op}${times}}\n`;
  const { operations } = await reading([
    invoke(0, ',"at":12.5,"planned":10'),
    invoke(1, ',"at":10'),
    invoke(2, ',"at":null,"planned":10'),
    // More operations than the columns can hold before they grow.
    ...Array.from({ length: 2000 }, (_, i) => line(i + 3)),
    invoke(2003, ',"planned":7,"at":7.25'),
  ].join(""));
  assert.deepEqual([0, 1, 2, 3, 2002, 2003].map((slot) => operations.late[slot]), [
    ...[2.5, NaN, NaN, NaN, NaN, 0.25],
  ]);
});

Deno.test("two runs in one folder are recognised by different metas, or by an op that is invoked twice", async () => {
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

Deno.test("of several drained events each must be complete, and the last time counts", async () => {
  const drained = (at: number | null, complete: boolean, atRest?: true) =>
    JSON.stringify({ at, kind: "drained", complete, atRest, why: "x" }) + "\n";
  const of = async (...lines: string[]) => (await reading(lines.join(""))).drained;
  const end = { complete: false, atRest: true, why: "x", atMs: 90 };
  const [first, last] = [drained(12, false, true), drained(90, true)];
  assert.deepEqual(await of(first, last), end);
  assert.deepEqual(await of(last, first), end);
  assert.equal((await of(first, drained(null, true)))!.atMs, null);
});

Deno.test("an effect without a target is unreadable where several targets are declared", async () => {
  const effect = '{"kind":"effect","op":1}\n';
  const meta = '{"kind":"meta","schema":1,"targets":["a","b"]}\n';
  assert.deepEqual(summary(await reading(line(0) + effect + meta)).unreadable, [
    "2 has no target, and there are several",
  ]);
  assert.equal((await reading(effect + meta.replace(',"b"', ""))).unreadable.count, 0);
});
