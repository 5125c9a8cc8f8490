/** Lines about hazards: which of them cannot be read, and the facts of the others. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readHistory } from "./read.ts";
import { line, reading } from "./read_testing.ts";

const hazard = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...{ at: 7, kind: "hazard", name: "redelivery", op: 3, source: "broker log", ...fields },
  }) + "\n";
const meta = (fields: Record<string, unknown>) =>
  JSON.stringify({ at: 0, kind: "meta", schema: 1, truth: "commit", ...fields }) + "\n";

const bad = [
  ...[undefined, null, "", 7, []].map((name) => hazard({ name })),
  ...[undefined, null, "", 7].map((source) => hazard({ source })),
  ...[-1, 1.5, "3", 2 ** 53].map((op) => hazard({ op })),
  ...[0, -1, 1.5, "3", 2 ** 53].map((count) => hazard({ count })),
  ...["soon", true].map((at) => hazard({ at })),
  ...["redelivery", [7], {}].map((hazards) => meta({ hazards })),
];

Deno.test("a line about a hazard with a wrong field cannot be read", async () => {
  for (const text of bad) {
    const facts = await reading(line(7) + text + line(8));
    assert.deepEqual(facts.unreadable.first.map(({ line }) => line), [2], text);
    assert.deepEqual([facts.hazards, facts.seenHazards], [[], null], text);
  }
});

Deno.test("hazards of one name and source add up, whatever the order of their lines", async () => {
  const lines = [
    hazard({ op: 9, at: 5 }),
    hazard({ op: 2, at: null }),
    hazard({ op: 9, at: 8, count: 4 }),
    hazard({ op: undefined, source: "kill-relay", at: undefined }),
    hazard({ name: "in-hand" }),
    ...Array.from({ length: 12 }, (_, i) => hazard({ op: 100 - i })),
  ];
  for (const list of [lines, lines.toReversed()]) {
    const { hazards, operations } = await reading(list.join(""));
    assert.deepEqual(hazards, [
      { name: "in-hand", source: "broker log", count: 1, ops: [3], firstMs: 7 },
      {
        ...{ name: "redelivery", source: "broker log", count: 18, firstMs: 5 },
        ops: [2, 9, 89, 90, 91, 92, 93, 94, 95, 96],
      },
      { name: "redelivery", source: "kill-relay", count: 1, ops: [], firstMs: null },
    ]);
    assert.equal(operations.count, 0, "a hazard makes no operation");
  }
});

Deno.test("the meta event says which hazards the run could see", async () => {
  const seen = async (fields: Record<string, unknown>) => (await reading(meta(fields))).seenHazards;
  assert.equal(await seen({}), null);
  assert.deepEqual(await seen({ hazards: [] }), []);
  assert.deepEqual(await seen({ hazards: ["rollback", "in-hand", "rollback"] }), [
    "in-hand",
    "rollback",
  ]);
});

Deno.test("hazards are believed of the harness and the audit, and of no role", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "run.json"), "{}");
    await Deno.mkdir(join(folder, "history"));
    for (const name of ["000-run", "audit", "load", "relay#2-3"]) {
      const path = join(folder, "history", `${name}.jsonl`);
      await Deno.writeTextFile(path, hazard({ source: name }));
    }
    const facts = await readHistory(folder);
    assert.deepEqual(facts.hazards.map(({ source }) => source), ["000-run", "audit"]);
    assert.deepEqual(facts.unbelieved, [
      { role: "load.jsonl", kind: "hazard", count: 1 },
      { role: "relay#2", kind: "hazard", count: 1 },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
