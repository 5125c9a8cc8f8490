import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { Refusal } from "../errors.ts";
import { ACKNOWLEDGED, COMMITTED, INVOKED } from "./columns.ts";
import { longestLineBytes } from "./files.ts";
import { LineReader } from "./line.ts";
import { readHistory } from "./read.ts";
import { fill, parseLine } from "./slow_line.ts";
import { kindNames } from "./kinds/mod.ts";
import { line, reading, summary } from "./read_testing.ts";

Deno.test("lines of 10 MB are read, wherever the buffer ends within them", async () => {
  const long = JSON.stringify({ kind: "invoke", op: 1, key: "k", value: "é".repeat(5 << 20) });
  const facts = await reading(line(0) + long + "\n" + line(1) + "x".repeat(10 << 20));
  assert.deepEqual(summary(facts), { ops: [0, 1], unreadable: ["4 is not JSON"], torn: [] });
  assert.equal(facts.operations.flags[1] & (INVOKED | ACKNOWLEDGED), INVOKED | ACKNOWLEDGED);
  for (let pad = 1; pad < 40; pad++) {
    const note = `{"kind":"note","text":"${"n".repeat((1 << 20) - 26 - pad)}"}\n`;
    assert.deepEqual(summary(await reading(note + line(0) + line(1))).ops, [0, 1]);
  }
});

Deno.test("a line that is too long is named, and not kept in memory", async () => {
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

Deno.test("a folder stands for its .jsonl files, and a run's folder for its history/", async () => {
  const folder = await reading({
    "b.jsonl": line(2),
    "a.jsonl": line(1),
    "notes.txt": line(3),
    "history/c.jsonl": line(4),
  });
  assert.deepEqual(summary(folder).ops, [1, 2]);
  // A file that a role writes beside the history of a run does not hide that history.
  const run = { "run.json": "{}", "history/load.jsonl": line(4), "stray.jsonl": line(5) };
  assert.deepEqual(summary(await reading(run)).ops, [4]);
  for (
    const missing of [() => reading({ "notes.txt": "" }), () => readHistory("/nowhere/at/all")]
  ) {
    await assert.rejects(missing, (error) => error instanceof Refusal && error.code === 66);
  }
});

Deno.test("the numbers of operations may have gaps", async () => {
  const ops = [0, 4095, 4096, 3_000_000, 2 ** 28 - 1, 2 ** 28, 2 ** 53 - 1];
  const facts = await reading(
    ops.map(line).join("") + ops.map(line).join("").replaceAll("ok", "commit"),
  );
  assert.deepEqual(summary(facts), { ops, unreadable: [], torn: [] });
  for (let slot = 0; slot < ops.length; slot++) {
    assert.equal(facts.operations.flags[slot], ACKNOWLEDGED | COMMITTED);
  }
});

Deno.test("the fast reader reads every frequent kind", () => {
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
    kind: fc.constantFrom("invoke", "ok", "commit", "effect", "deliver", "change", "applied"),
    op: fc.nat(),
    at: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
    planned: fc.integer({ min: -5, max: 5 }).map((n) => n / 8),
    seq: fc.nat(),
    n: fc.nat(),
    written: fc.option(fc.nat(), { freq: 2 }),
    i: fc.nat(),
    of: fc.nat(),
    txid: fc.nat(),
    tx: fc.nat(),
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
  assert.ok(taken > 200, `the fast reader read only ${taken} lines`);
  assert.ok(rollbacks > 50, `only ${rollbacks} of them had a rollback`);
});
