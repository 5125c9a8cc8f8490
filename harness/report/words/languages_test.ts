/** Every language has its own words, for everything that a page says. */
import assert from "node:assert/strict";
import { type AnyWords, clauseIn } from "./words.ts";
import { type Catalogue, en } from "./en/mod.ts";
import { catalogues } from "./languages.ts";
import type { Said } from "./said.ts";

const translations = Object.entries(catalogues).filter(([language]) => language !== "en");

/** Texts by their place in the catalogue: `promises.head.2`. */
function textsIn(value: unknown, place = ""): [place: string, text: string][] {
  if (typeof value === "string") return [[place, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    textsIn(inner, place === "" ? name : `${place}.${name}`)
  );
}

/** Words that stand in every language. */
const same = /^(ok|p\d+(\.\d+)?)$/;

for (const [language, catalogue] of translations) {
  Deno.test(`${language} has as many texts as English, each in its own words`, () => {
    const [texts, english] = [new Map(textsIn(catalogue)), new Map(textsIn(en))];
    assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
    for (const [place, text] of texts) {
      if (!same.test(text)) assert.notEqual(text, english.get(place), place);
    }
  });
}

const bag = {
  ...{ key: "u1", rollsBack: true, outcome: "fail", reason: "<no>", where: "outbox", place: "41" },
  ...{ writtenMs: 5, role: "relay", attempt: 2, times: 3, copy: 2, lastMs: 9, target: "points" },
  ...{ nth: 2, targets: ["points"], state: "waiting", owner: "relay-1", name: "kill-relay" },
  ...{ endMs: 7, marksIt: true, signal: "SIGKILL", exitCode: null, reader: "worker", slot: "s" },
  ...{ op: 4, count: 2, date: "2026-03-29", queried: 5, loaded: 4, business: "19:00", called: "1" },
  ...{ applied: "2", source: "broker log", complete: false, other: 5, hours: 49, first: "a" },
  ...{ second: "b", wasMarked: true, bySender: true, afterEnd: "relay", sameDay: true },
  ...{ waitedMs: 9, sends: 2, why: "<gone>", of: 5, blocks: true, isRolledBack: true },
};

/** All sentences about events, and all mistakes, with figures. */
function explained(
  { explanation: { facts, mistakes } }: Catalogue,
): [code: string, said: string][] {
  const all = (words: object, transactions: unknown) =>
    Object.keys(words).map((code): [string, string] => [
      code,
      String(clauseIn(words as AnyWords<Said>, { ...bag, code, transactions } as never)),
    ]);
  return [...all(facts, [1, 2]), ...all(mistakes, 2)];
}

for (const [language, catalogue] of translations) {
  Deno.test(`${language} explains each event and each mistake in its own words`, () => {
    const english = new Map(explained(en));
    const own = explained(catalogue);
    assert.deepEqual(own.map(([code]) => code).sort(), [...english.keys()].sort());
    for (const [code, said] of own) {
      assert.notEqual(said, english.get(code), code);
      assert.doesNotMatch(said, /undefined|null|\[object|NaN|<no>/, code);
    }
  });
}
