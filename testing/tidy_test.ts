import assert from "node:assert/strict";
import tidy, { replacements } from "./tidy.ts";

const found = (source: string, file = "code.ts"): string[] =>
  Deno.lint.runPlugin(tidy, file, source).map(({ id, message }) => `${id} ${message}`);

const lines = (count: number, indent = "  "): string =>
  Array.from({ length: count }, (_, i) => `${indent}use(${i});`).join("\n");

Deno.test("in each form, a function of 71 lines is too long, and a function of 70 lines is not", () => {
  const forms = [
    (body: string) => `function f() {\n${body}\n}\n`,
    (body: string) => `const f = () => {\n${body}\n};\n`,
    (body: string) => `const f = function () {\n${body}\n};\n`,
    (body: string) => `class A {\n  m() {\n${body}\n  }\n}\n`,
  ];
  for (const form of forms) {
    const ids = found(form(lines(69))).map((one) => one.split(" ")[0]);
    assert.deepEqual(ids, ["tidy/function-lines"], form(""));
    assert.deepEqual(found(form(lines(68))), []);
  }
});

Deno.test("the lines of a step count for the step, and not for its test", () => {
  const step = (count: number) =>
    `  await t.step("s", async () => {\n${lines(count, "    ")}\n  });`;
  const test = (...steps: string[]) => `Deno.test("x", async (t) => {\n${steps.join("\n")}\n});\n`;
  assert.deepEqual(found(test(step(60), step(60)), "x_test.ts"), []);
  assert.equal(found(test(step(60), step(60)), "x.ts").length, 1, "no test");
  assert.equal(found(test(step(69)), "x_test.ts").length, 1, "one step is too long");
  assert.equal(found(test(lines(69)), "x_test.ts").length, 1, "its own lines are too many");
});

Deno.test("a file of 301 lines is too long", () => {
  assert.deepEqual(found(lines(300, "")), []);
  assert.deepEqual(found(lines(301, "")), [
    "tidy/file-lines A file must have at most 300 lines; this one has 301",
  ]);
});

Deno.test("a message of one sentence has no full stop and begins with a capital letter", () => {
  const said = (text: string) => found(`throw wrongUsage(${text});`);
  assert.deepEqual(said('"Cannot read it"'), []);
  assert.deepEqual(said("`--at cannot be '${at}'; it must be a time`"), []);
  assert.deepEqual(said('"There is no lab. Say another one."'), []);
  assert.match(said('"Cannot read it."')[0], /must not end with a full stop/);
  assert.match(said("`cannot read ${it}`")[0], /capital letter/);
  assert.match(said('"This is our own fault"')[0], /internal error/);
  assert.deepEqual(found('assert("cannot read it.");'), [], "a user sees no assertion");
});

Deno.test("lint finds an old word in names and in comments, and says the new word", () => {
  for (const [old, word] of Object.entries(replacements)) {
    for (const source of [`const ${old} = 1;`, `// the ${old}s of it`, `open(${old}Url);`]) {
      assert.deepEqual(found(source), [`tidy/words '${old}' must be called '${word}'`]);
    }
  }
  assert.deepEqual(found("const cornerstone = 1; // cornering"), []);
});
