import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, hasChanged } from "../baseline.ts";
import { exitCodeOf, notRun } from "../outcome.ts";
import type { CaseResult, CheckResult } from "../result.ts";
import { anyResult, caseOf, resultOf, unknownCase, wrongCase } from "../testing/random_result.ts";
import { markdown } from "./markdown.ts";

const against = (before: CheckResult, after: CheckResult) =>
  markdown.render(after, compare(before, after));

/** The cells of each row below the head, as GitHub splits them. */
function rowsOf(page: string): string[][] {
  const lines = page.split("\n").filter((line) => line.startsWith("| ")).slice(2);
  return lines.map((line) =>
    line.slice(2, -2).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
  );
}

Deno.test("the page is empty if all is right, or if nothing changed against the baseline", () => {
  assert.equal(markdown.render(resultOf([caseOf()]), null), "");
  assert.equal(against(resultOf([caseOf()]), resultOf([caseOf()])), "");
  assert.equal(against(resultOf([wrongCase()]), resultOf([wrongCase()])), "");
});

Deno.test("a page without a baseline shows the counts, and each wrong or undecided case", () => {
  const cases = [unknownCase({ seed: 8 }), wrongCase(), caseOf({ seed: 9 })];
  assert.equal(
    markdown.render(resultOf(cases), null),
    `### asynclab check: wrong

1 right, 1 wrong, 1 undecided of 3 cases (quick) in 1 min 0 s.

| | case | reason | again |
| --- | --- | --- | --- |
| wrong | \`outbox/status kafka kill-broker seed 7\` | \`no-loss: 3 operations lost\` | \`./asynclab run outbox/status --chaos kill-broker --seed 7\` |
| undecided | \`outbox/status kafka kill-broker seed 8\` | \`kill-broker touched nothing\` | \`./asynclab run outbox/status --chaos kill-broker --seed 7\` |
`,
  );
});

Deno.test("a page with a baseline shows each change, and each case that is still wrong", () => {
  const chaos = (name: string, make: (fields: Partial<CaseResult>) => CaseResult = caseOf) =>
    make({ chaos: name });
  const before = resultOf([
    chaos("a"),
    chaos("b", wrongCase),
    chaos("c", wrongCase),
    chaos("gone"),
  ]);
  const after = resultOf([
    chaos("c", wrongCase),
    chaos("b"),
    chaos("a", unknownCase),
    chaos("new"),
    chaos("bad", wrongCase),
  ]);
  const page = against(before, after);
  const shown = rowsOf(page).map(([what, name]) => [what, name.split(" ")[2]]);
  assert.deepEqual(shown, [
    ["worse: right → undecided", "a"],
    ["wrong", "c"],
    ["new: wrong", "bad"],
    ["better: wrong → right", "b"],
  ]);
  assert.match(page, /^### asynclab check: 1 worse, 1 better, 2 new, 1 gone\n/);
  assert.match(page, /\nNew and right: `outbox\/status kafka new seed 7`\.\n/);
  assert.match(page, /\nGone: `outbox\/status kafka gone seed 7`\.\n/);
  assert.deepEqual(rowsOf(page)[3].slice(2), ["", ""]);
});

Deno.test("cases that were not run are named, even if nothing else changed", () => {
  const after = resultOf([caseOf()], { planned: 3 });
  for (const page of [markdown.render(after, null), against(resultOf([caseOf()]), after)]) {
    assert.match(page, /^### asynclab check: undecided\n\n1 right, 2 not run of 3 cases/);
    assert.match(page, /\n2 planned cases not run\.\n/);
  }
});

Deno.test("a cell keeps its text: pipes, backticks, mentions and line ends too", () => {
  const texts = ["a|b", "a\\|b", "`x` ``y``", "@team #1 <b>", " x ", "|", "` `"];
  for (const why of texts) {
    const [[, , reason]] = rowsOf(markdown.render(resultOf([wrongCase({ why })]), null));
    const match = /^(`+)( ?)(.*)\2\1$/s.exec(reason);
    assert(match !== null, reason);
    assert.equal(match[3], why);
    assert(!match[3].match(/`+/g)?.includes(match[1]), reason);
  }
  const page = markdown.render(resultOf([wrongCase({ why: "a\nb\r\u202e" })]), null);
  assert.match(page, /`a\\u\{a\}b\\u\{d\}\\u\{202e\}`/);
});

Deno.test("a page fits into a pull request: rows, names and reasons are limited", () => {
  const long = "x".repeat(100_000);
  const wrong = Array.from({ length: 500 }, (_, seed) => wrongCase({ seed, why: long }));
  const fresh = Array.from({ length: 500 }, (_, i) => caseOf({ chaos: `new-${i}` }));
  const page = against(resultOf([caseOf({ chaos: "x" })]), resultOf([...wrong, ...fresh]));
  assert(page.length < 65_536, String(page.length));
  assert.match(page, /\nAnd 470 more\.\n$/);
  assert.match(page, /, 490 more\.\n/);
  assert.equal(rowsOf(page).length, 30);
});

Deno.test("any result: the page is empty only where there is nothing to report, and each row has four cells", () => {
  fc.assert(fc.property(anyResult, fc.option(anyResult), (result, baseline) => {
    const comparison = baseline === null ? null : compare(baseline, result);
    const page = markdown.render(result, comparison);
    const isDull = comparison === null ? exitCodeOf(result) === 0 : !hasChanged(comparison);
    assert.equal(page === "", isDull && notRun(result) === 0);
    for (const row of rowsOf(page)) assert.equal(row.length, 4);
    assert.doesNotMatch(page, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
  }));
});
