import assert from "node:assert/strict";
import fc from "fast-check";
import { Evidence } from "../../check/evidence.ts";
import {
  drained,
  effect,
  factsOf,
  happy,
  invoke,
  meta,
  ok,
} from "../../check/testing/hand_written.ts";
import { isSame, pathsOf, pathText } from "./path.ts";
import { paths } from "./testing.ts";

Deno.test("the path of an operation says what became of it, without times and attempts", async () => {
  const lost = [invoke(1), { at: 12, kind: "commit", op: 1, key: "kim", seq: 2 }, ok(1)];
  const aside = { at: 40, kind: "aside", op: 2, where: "dead letters", reason: "poison" };
  const facts = await factsOf([
    meta,
    ...happy(0),
    ...lost,
    ...happy(2).slice(0, 3),
    aside,
    ...happy(3),
    effect(3, 9),
    { at: 40, kind: "invoke", op: 4, key: "kim", value: "v", planned: 40 },
    { at: 44, kind: "fail", op: 4 },
    drained,
  ]);
  const found = pathsOf(new Evidence(facts), new Map([["lost", [1]], ["twice", [3]]]));
  assert.deepEqual([...found.values()].map(pathText), [
    "its caller got ok; committed; last seen at target; 1 effect in points",
    "its caller got ok; committed; last seen at source; no effect in points; lost",
    "its caller got ok; committed; last seen at consumer; no effect in points; set aside",
    "its caller got ok; committed; last seen at target; 2 effects in points; twice",
    "its caller was refused; not committed; last seen at source; no effect in points",
  ]);
});

Deno.test("two paths are the same where every field is; other styles have other stations", () => {
  fc.assert(fc.property(paths.path, paths.path, (a, b) => {
    assert(isSame(a, { ...a }));
    assert.equal(isSame(a, b), pathText(a) === pathText(b));
    assert.equal(isSame(a, b), isSame(b, a));
    if (isSame(a, b)) assert(isSame(a, b, false));
    assert(isSame(a, { ...a, lastHop: "elsewhere", effects: [["other", 1]] }, false));
    for (const wrong of [true, false]) {
      assert(!isSame(a, { ...a, isCommitted: !a.isCommitted }, wrong));
      assert(!isSame(a, { ...a, wrong: [...a.wrong, "more"] }, wrong));
    }
  }));
});
