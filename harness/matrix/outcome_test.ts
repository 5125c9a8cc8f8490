import assert from "node:assert/strict";
import { exitCodeOf, notRun } from "./outcome.ts";
import type { CheckResult } from "./result.ts";
import { caseOf, resultOf, unknownCase, wrongCase } from "./testing/random_result.ts";

Deno.test("the exit code is that of the worst case, and a case that was not run is not right", () => {
  const codes: [result: CheckResult, code: number][] = [
    [resultOf([caseOf()]), 0],
    [resultOf([caseOf(), unknownCase()]), 2],
    [resultOf([caseOf(), unknownCase(), wrongCase()]), 1],
    [resultOf([caseOf()], { planned: 2 }), 2],
    [resultOf([wrongCase()], { planned: 2 }), 1],
    [resultOf([]), 2],
    // A twin is undecided if its run proved nothing, and wrong if it kept its promise.
    [resultOf([caseOf({ expected: "broken", right: false, why: "not shown" })]), 1],
    [resultOf([caseOf({ verdict: "broken", expected: "broken" })]), 0],
  ];
  for (const [result, code] of codes) assert.equal(exitCodeOf(result), code);
  assert.equal(notRun(resultOf([caseOf()], { planned: 3 })), 2);
});
