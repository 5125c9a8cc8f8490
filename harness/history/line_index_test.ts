/** A later pass with an index reads the lines that it wants, and no others but the odd ones. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { caseOf } from "./case.ts";
import { readCurves } from "./curves.ts";
import type { Facts } from "./facts.ts";
import { kindNames } from "./kinds/mod.ts";
import { OP } from "./lexer.ts";
import { LineReader } from "./line.ts";
import type { Wanted } from "./line_index.ts";
import { eachLine } from "./lines.ts";
import { packHistory } from "./pack.ts";
import { readHistory } from "./read.ts";
import { History } from "./sources.ts";
import { storyOf } from "./story.ts";

const op = fc.integer({ min: 0, max: 5 });
const at = fc.integer({ min: 0, max: 99 });
const long = "x".repeat(20_000);
const lines = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(op, at, fc.constantFrom("ok", "send", "deliver", "commit")) },
  { weight: 3, arbitrary: fc.tuple(op, at, fc.constantFrom("effect", "row", "sample", "aside")) },
).map(([op, at, kind]) =>
  JSON.stringify({ at, kind, op, ...fields[kind as keyof typeof fields], role: "relay" })
);
const fields = {
  effect: { key: "kim", seq: 1, n: 2, target: "points", value: "1" },
  commit: { key: "kim", seq: 1 },
  row: { where: "outbox", place: "7", state: "written" },
  sample: { rssBytes: 5 },
  aside: { where: "outbox", reason: "refused", side: "sender" },
};
const odd = fc.constantFrom(
  ...["", "  ", "{", "[1]", "\u0000", '{"at":1,"kind":"o\\u006b","op":3}', "{}\r"],
  ...['{"at":1,"kind":"ok","op":4294967294}', '{"at":1,"kind":"ok","op":999999999999999}'],
  ...[`{"at":1,"kind":"ok","op":1,"more":"${long}"}`, `{"kind":"${long}"}`, '{"kind":"ok"}'],
);
const files = fc.tuple(
  fc.constantFrom("", "\ufeff"),
  fc.array(fc.oneof({ weight: 5, arbitrary: lines }, { weight: 1, arbitrary: odd }), {
    maxLength: 60,
  }),
  fc.constantFrom("", "\n"),
).map(([mark, lines, end]) => mark + lines.join("\n") + end);

async function withRun(text: string, use: (folder: string, facts: Facts) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "history"));
    await Deno.writeTextFile(join(folder, "run.json"), "{}");
    const meta = '{"at":0,"kind":"meta","schema":1,"truth":"commit","targets":["points"]}\n';
    await Deno.writeTextFile(join(folder, "history", "000-run.jsonl"), meta);
    for (const name of ["audit", "relay-1"]) {
      await Deno.writeTextFile(join(folder, "history", `${name}.jsonl`), text);
    }
    await use(folder, await readHistory(folder, { isIndexed: true }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const withoutIndex = ({ sources }: Facts) => sources.map((one) => ({ ...one, index: null }));

/** The lines that a pass gets; of those that the fast reader reads, only the wanted. */
async function linesOf({ sources }: Pick<Facts, "sources">, wanted: Wanted): Promise<string[]> {
  const found: string[] = [];
  const reader = new LineReader(kindNames);
  const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const counts = new Map<number, number>();
  const count = (kind: number, more: number) => counts.set(kind, (counts.get(kind) ?? 0) + more);
  for (const source of sources) {
    await eachLine(source, reader, {
      fast(bytes, start, end) {
        const { kind, number } = reader;
        count(kind, 1);
        const isWanted = wanted.ops.has(number[OP]) || ((wanted.kinds ?? 0) >>> kind & 1) !== 0;
        if (isWanted) found.push(text(bytes.subarray(start, end)));
      },
      slow: (bytes) => found.push(`slow: ${text(bytes)}`),
      skipped: count,
    }, wanted);
  }
  const kinds = [...counts].toSorted(([a], [b]) => a - b);
  return [...found, ...kinds.map((kind) => `kind ${kind.join(": ")}`)];
}

Deno.test("an index changes no line, no count and no order of what a pass wants", async () => {
  await fc.assert(
    fc.asyncProperty(
      files,
      fc.uniqueArray(op),
      fc.constantFrom(0, 1 << 6, 1 << 10),
      async (text, ops, kinds) => {
        await withRun(text, async (_, facts) => {
          assert(facts.sources.every(({ index }) => index !== null));
          const wanted = { ops: new Set(ops), kinds };
          const all = await linesOf({ sources: withoutIndex(facts) }, wanted);
          assert.deepEqual(await linesOf(facts, wanted), all);
        });
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("stories, curves, cases and packs are the same with an index", async () => {
  await fc.assert(
    fc.asyncProperty(files, op, async (text, op) => {
      await withRun(text, async (folder, facts) => {
        const sources = withoutIndex(facts);
        const [fast, slow] = [facts.sources, sources].map((one) => new History(one, null));
        assert.deepEqual(await storyOf(fast, [op]), await storyOf(slow, [op]));
        assert.deepEqual(await caseOf(fast, op), await caseOf(slow, op));
        assert.deepEqual(await readCurves(facts), await readCurves({ ...facts, sources }));
        for (const ops of [null, new Set([op])]) {
          assert.deepEqual(
            await packHistory(folder, ops, facts.sources),
            await packHistory(folder, ops),
          );
        }
      });
    }),
    { numRuns: 100 },
  );
});

Deno.test("an index has the SHA-256 of its file, also of a file longer than a block", async () => {
  const text = `{"at":1,"kind":"ok","op":1,"more":"${"x".repeat(3 << 20)}"}\n`.repeat(2);
  await withRun(`${text}{"at":2,"kind":"ok","op":2}\n${text}`, async (_, facts) => {
    for (const { path, index } of facts.sources) {
      const bytes = await Deno.readFile(path);
      assert.equal(index!.sha256, createHash("sha256").update(bytes).digest("hex"));
    }
    const wanted = { ops: new Set([2]) };
    const found = await linesOf(facts, wanted);
    assert.deepEqual(found, await linesOf({ sources: withoutIndex(facts) }, wanted));
    assert.equal(found.filter((line) => line.includes('"op":2}')).length, 2);
  });
});
