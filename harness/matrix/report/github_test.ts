import assert from "node:assert/strict";
import fc from "fast-check";
import { countsOf, notRun } from "../outcome.ts";
import { anyResult, caseOf, resultOf, unknownCase, wrongCase } from "../testing/random_result.ts";
import { github } from "./github.ts";
import { markdown } from "./markdown.ts";

const linesOf = (text: string) => text.split("\n").slice(0, -1);

/** Reads an annotation as GitHub's runner does. */
function read(line: string): { level: string; title: string; message: string } {
  const match = /^::(\w+) title=([^:,]*)::(.*)$/s.exec(line);
  assert(match !== null, line);
  const plain = (text: string) => decodeURIComponent(text.replace(/%(?!25|0A|0D|3A|2C)/g, "%25"));
  return { level: match[1], title: plain(match[2]), message: plain(match[3]) };
}

Deno.test("a wrong case is an error, an undecided one a warning, and a right one has no annotation", () => {
  const text = github.render(resultOf([caseOf(), unknownCase({ seed: 8 }), wrongCase()]), null);
  const again = "./asynclab run outbox/status --chaos kill-broker --seed 7";
  assert.equal(
    text,
    `::error title=outbox/status kafka kill-broker seed 7::no-loss: 3 operations lost%0A${again}\n` +
      `::warning title=outbox/status kafka kill-broker seed 8::kill-broker touched nothing%0A${again}\n`,
  );
  assert.equal(github.render(resultOf([caseOf()]), null), "");
});

Deno.test("characters that would end a title or a line are escaped", () => {
  const one = wrongCase({ chaos: "a,b:c%", why: "50%\r\n::error::x", command: "run a,b:c" });
  assert.equal(
    github.render(resultOf([one]), null),
    "::error title=outbox/status kafka a%2Cb%3Ac%25 seed 7::" +
      "50%25\\u{d}\\u{a}::error::x%0Arun a,b:c\n",
  );
});

Deno.test("with more than ten annotations of a level, the tenth line says how many more there are", () => {
  const many = (count: number) =>
    linesOf(
      github.render(
        resultOf(Array.from({ length: count }, (_, seed) => wrongCase({ seed }))),
        null,
      ),
    );
  assert.equal(many(10).length, 10);
  assert.match(many(10)[9], /seed 9::/);
  assert.equal(many(25).length, 10);
  assert.match(many(25)[9], /^::error title=and more::16 more; /);
});

Deno.test("cases that were not run are a warning", () => {
  const text = github.render(resultOf([caseOf()], { planned: 3 }), null);
  assert.equal(text, "::warning title=not run::2 of 3 planned cases were not run\n");
});

Deno.test("any result: each line is one annotation, and none is missing", () => {
  fc.assert(fc.property(anyResult, (result) => {
    const lines = linesOf(github.render(result, null)).map(read);
    const { wrong, unknown } = countsOf(result.cases);
    const of = (wanted: string) => lines.filter(({ level }) => level === wanted).length;
    assert.equal(of("error"), Math.min(10, wrong));
    assert.equal(of("warning"), Math.min(10, unknown + (notRun(result) > 0 ? 1 : 0)));
  }));
});

Deno.test("the job's summary is the Markdown", () => {
  const result = resultOf([wrongCase()]);
  assert.equal(github.summary!(result, null), markdown.render(result, null));
  assert.notEqual(github.summary!(result, null), "");
});
