/** The phrases of checkers, as data. */
import assert from "node:assert/strict";
import { words } from "../report/words/mod.ts";
import type { Phrase } from "./phrase.ts";
import { commit, drained, invoke, judgementOf, meta, sound } from "./testing/hand_written.ts";
import { cases, claims, type PhraseCase } from "./testing/phrase_cases.ts";

/** All phrases about this history. */
async function phrasesOf({ events, ...options }: PhraseCase): Promise<Phrase[]> {
  const { promises, doubts, faults } = await judgementOf(
    events.length === 0 ? [[]] : events,
    { ...options, claims: [...options.claims ?? claims] },
  );
  return [
    ...promises.flatMap(({ reasons }) => reasons),
    ...doubts,
    ...faults.flatMap(({ why }) => why === null ? [] : [why]),
  ];
}

for (const [code, one] of Object.entries(cases)) {
  Deno.test(`the case ${code} gives its phrase, with its figures`, async () => {
    const phrases = await phrasesOf(one);
    const said = phrases.find((phrase) => phrase.code === code);
    assert.deepEqual(
      said,
      { code, ...one.figures },
      JSON.stringify(phrases.map(({ code }) => code)),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(phrases)), phrases, "it is JSON");
  });
}

/** Codes whose figures are places in a file, or clauses that the reader of the history wrote. */
const ofTheReader = ["unreadable-lines", "not-one-run"];

Deno.test("a clause from the reader of the history becomes a figure of a phrase", async () => {
  const twoRuns = await phrasesOf({
    events: [...sound, invoke(1), { kind: "ok", op: -1 }],
    figures: {},
  });
  const [notOneRun, lines] = twoRuns;
  assert.equal(notOneRun.code, "not-one-run");
  assert.match(String(notOneRun.why), /^op 1 is invoked twice: line 15 of /);
  const { file, ...rest } = lines;
  assert.match(String(file), /0\.jsonl$/);
  assert.deepEqual(rest, {
    ...{ code: "unreadable-lines", count: 1, line: 16 },
    why: "has no whole number from 0 as its op",
  });
});

Deno.test("a phrase names the first ten of many operations", async () => {
  const events = [meta, ...Array.from({ length: 30 }, (_, op) => [invoke(op), commit(op)]).flat()];
  const phrases = await phrasesOf({ events: [...events, drained], figures: {} });
  const lost = phrases.find(({ code }) => code === "lost")!;
  assert.deepEqual([lost.count, lost.ops], [30, Array.from({ length: 10 }, (_, op) => op)]);
});

Deno.test("every code with words has a case here", () => {
  const worded = words.flatMap((some) => Object.keys(some));
  assert.deepEqual([...Object.keys(cases), ...ofTheReader].sort(), worded.sort());
});
