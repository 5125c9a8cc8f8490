import assert from "node:assert/strict";
import fc from "fast-check";
import { judgedOf } from "../outcome.ts";
import { nameOf, standingOf } from "../result.ts";
import { anyResult, caseOf, resultOf, unknownCase, wrongCase } from "../testing/random_result.ts";
import { type Element, readXml } from "../testing/read_xml.ts";
import { junit } from "./junit.ts";

const read = (...[cases, fields]: Parameters<typeof resultOf>): Element =>
  readXml(junit.render(resultOf(cases, fields), null));

Deno.test("a lab is a suite, a case a test case with its time in seconds", () => {
  const root = read([caseOf(), caseOf({ lab: "sync", broker: null }), caseOf({ seed: 8 })]);
  assert.equal(root.name, "testsuites");
  assert.deepEqual(root.attributes, {
    name: "asynclab check quick",
    tests: "3",
    failures: "0",
    errors: "0",
    time: "60.000",
  });
  const [outbox, sync] = root.children;
  assert.deepEqual(outbox.attributes, {
    name: "outbox",
    tests: "2",
    failures: "0",
    errors: "0",
    time: "12.000",
  });
  assert.deepEqual(outbox.children.map(({ attributes }) => attributes), [
    { classname: "outbox", name: "status kafka kill-broker seed 7", time: "6.000" },
    { classname: "outbox", name: "status kafka kill-broker seed 8", time: "6.000" },
  ]);
  assert.equal(sync.children[0].attributes.name, "status kill-broker seed 7");
  assert.deepEqual(outbox.children[0].children, []);
});

Deno.test("a wrong case is a failure, an undecided one an error: the reason first, then the command", () => {
  const root = read([wrongCase(), unknownCase({ seed: 8 })]);
  const [failure, error] = root.children[0].children.map(({ children: [only] }) => only);
  const command = "./asynclab run outbox/status --chaos kill-broker --seed 7";
  assert.equal(failure.name, "failure");
  assert.deepEqual(failure.attributes, {
    type: "broken",
    message: `no-loss: 3 operations lost; again: ${command}`,
  });
  assert.equal(failure.text, `no-loss: 3 operations lost\n${command}\nrun outbox-status-1`);
  assert.equal(error.name, "error");
  assert.match(error.attributes.message, /^kill-broker touched nothing; again: /);
});

Deno.test("a failure says how many repetitions broke", () => {
  const attempts = (["kept", "broken"] as const).map((verdict, seed) => ({
    ...{ seed, verdict, run: "r", why: "w", effective: true },
  }));
  const root = read([wrongCase({ attempts })]);
  assert.match(root.children[0].children[0].children[0].text, /\nbroken in 1 of 2 runs: seed 1\n/);
});

Deno.test("cases that were not run are an error of their own", () => {
  const root = read([caseOf()], { planned: 3 });
  assert.deepEqual([root.attributes.tests, root.attributes.errors], ["2", "1"]);
  const [error] = root.children.at(-1)!.children[0].children;
  assert.equal(error.name, "error");
  assert.equal(error.attributes.message, "2 of 3 planned cases were not run");
});

Deno.test("control characters are visible, and markup is text", () => {
  const why = `<b>&amp;"'\u0000\u001b[31m\u202e\ufffe]]>`;
  const [suite] = read([wrongCase({ why })]).children;
  const shown = `<b>&amp;"'\\u{0}\\u{1b}[31m\\u{202e}\\u{fffe}]]>`;
  const [failure] = suite.children[0].children;
  assert.equal(failure.attributes.message.split(";")[0] + ";", `<b>&amp;`);
  assert.equal(failure.text.split("\n")[0], shown);
});

Deno.test("any result: the XML is well-formed, and each count is the number of its elements", () => {
  fc.assert(fc.property(anyResult, (result) => {
    const root = readXml(junit.render(result, null));
    const count = (element: Element, name: string): number =>
      element.children.reduce(
        (sum, child) => sum + (child.name === name ? 1 : 0) + count(child, name),
        0,
      );
    for (const element of [root, ...root.children]) {
      assert.equal(element.attributes.tests, String(count(element, "testcase")));
      assert.equal(element.attributes.failures, String(count(element, "failure")));
      assert.equal(element.attributes.errors, String(count(element, "error")));
    }
    const named = root.children.filter(({ attributes }) => attributes.name !== "check")
      .flatMap(({ children }) => children)
      .map(({ attributes, children }) => [
        `${attributes.classname}/${attributes.name}`,
        children[0]?.name ?? "right",
      ]);
    const words = { right: "right", wrong: "failure", unknown: "error" };
    // A case for which nothing is expected can neither pass nor fail.
    const wanted = judgedOf(result.cases).map((one) => {
      const standing = standingOf(one);
      assert(standing !== "tried");
      return [nameOf(one), words[standing]];
    });
    assert.deepEqual(named.sort(), wanted.sort());
  }));
});
