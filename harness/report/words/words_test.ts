import assert from "node:assert/strict";
import type { Phrase } from "../../check/phrase.ts";
import { wordOf, words, wordsOf } from "./mod.ts";
import type { AnyWords } from "./words.ts";

Deno.test("every code has its words in exactly one file", async () => {
  const others = ["mod.ts", "words.ts", "amounts.ts", "said.ts", "why.ts", "languages.ts"];
  const files = [...Deno.readDirSync(import.meta.dirname!)].filter(({ isFile }) => isFile)
    .map(({ name }) => name).filter((name) => !others.includes(name) && !/_test/.test(name));
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((name) => import(`./${name}`)),
  );
  const lists = modules.flatMap(Object.values).filter((one) => typeof one === "object");
  const codes = (lists as AnyWords[]).flatMap((list) => Object.keys(list));
  assert(codes.length > 60);
  assert.deepEqual(codes.sort(), Object.keys(words[0]).sort());
});

Deno.test("the clauses of several phrases make one sentence, and an unknown code throws", () => {
  const phrases: Phrase[] = [{ code: "no-begin" }, { code: "pending", count: 2, ops: [1, 2] }];
  assert.equal(wordsOf(phrases), "has no begin; 2 operations pending");
  for (const code of ["unheard", "toString"]) assert.throws(() => wordOf({ code }), /no words for/);
});

Deno.test("words that a test adds are found, and are gone after the test removes them", () => {
  words.push({ "unheard": ({ by }: { by: string }) => `unheard by ${by}` });
  assert.equal(wordOf({ code: "unheard", by: "all" }), "unheard by all");
  words.pop();
  assert.throws(() => wordOf({ code: "unheard", by: "all" }));
});
