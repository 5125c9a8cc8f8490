import assert from "node:assert/strict";
import { exitCode, Refusal } from "../harness/errors.ts";
import { type ReportWord, reportWords } from "./report_words.ts";

const plain = (words: readonly ReportWord[]) => words.map(({ form, path }) => [form.name, path]);

Deno.test("forms are joined by commas, and the option can be repeated", () => {
  const words = reportWords("junit=a.xml, json=b=c.json,github");
  assert.deepEqual(plain(words), [["junit", "a.xml"], ["json", "b=c.json"], ["github", null]]);
  assert.deepEqual(plain(reportWords("markdown=d.md", words)).at(-1), ["markdown", "d.md"]);
  assert.equal(words.length, 3);
});

const wrong: [text: string, sentence: RegExp][] = [
  ["junti=x", /^There is no report form 'junti'\. Did you mean 'junit'\? There is: json, junit, /],
  ["junit", /^--report junit needs a file, like junit=asynclab-junit$/],
  ["json=", /^--report json needs a file, like json=asynclab-json$/],
  ["github=x", /^--report cannot be 'github=x'; it must be github, which goes to standard output$/],
  ["github=", /^--report cannot be 'github='; /],
  ["json=a,json=b", /^--report asks for json twice; leave one of them out$/],
  ["github,github", /^--report asks for github twice; /],
  ["json=a,junit=./b/../a", /^--report puts json and junit into '\.\/b\/\.\.\/a'; name a file for/],
  [" , ", /^--report names no form; it must be one of json=FILE, junit=FILE, markdown=FILE, git/],
];

for (const [text, sentence] of wrong) {
  Deno.test(`--report '${text}' gets one sentence`, () => {
    assert.throws(() => reportWords(text), (error) => {
      assert(error instanceof Refusal);
      assert.match(error.message, sentence);
      return error.code === exitCode.usage;
    });
  });
}

Deno.test("a form that is given in two options is refused", () => {
  assert.throws(() => reportWords("json=b", reportWords("json=a")), /asks for json twice/);
});
