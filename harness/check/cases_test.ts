/** Histories as real systems write them. The judge was wrong about some of them once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import { all, counts, inWords } from "./testing/hand_written.ts";

interface Expected {
  readonly verdict: string;
  readonly broken?: readonly string[];
  readonly why?: string;
  readonly counts?: Record<string, number>;
}

const cases = fileURLToPath(new URL("./testdata/cases/", import.meta.url));
const expected = JSON.parse(await Deno.readTextFile(join(cases, "expected.json")));
for (const [name, want] of Object.entries<Expected>(expected)) {
  Deno.test(`the case ${name} is judged as written`, async () => {
    const facts = await readHistory(join(cases, `${name}.jsonl`));
    const judgement = inWords(judge(facts, { claims: all, minimumOperations: 1 }));
    const { verdict, promises, doubts } = judgement;
    assert.equal(verdict, want.verdict);
    const broken = promises.filter((promise) => promise.verdict === "broken");
    assert.deepEqual(broken.map(({ name }) => name), want.broken ?? []);
    assert.deepEqual(counts(judgement), want.counts ?? {});
    if (want.why === undefined) assert.deepEqual(doubts, []);
    else assert.match(doubts[0], new RegExp(want.why));
  });
}

Deno.test("every case in the folder has its expected verdict", () => {
  const names = [...Deno.readDirSync(cases)].map(({ name }) => name).filter((name) =>
    name.endsWith(".jsonl")
  );
  assert.deepEqual(names.sort(), Object.keys(expected).map((name) => `${name}.jsonl`).sort());
});
