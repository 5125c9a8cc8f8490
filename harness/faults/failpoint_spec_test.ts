import assert from "node:assert/strict";
import fc from "fast-check";
import { isPass, nameOfPoint, parsePass, parsePoints, type Which } from "./failpoint_spec.ts";
import { Refusal } from "../errors.ts";

Deno.test("the failpoint of a crash is read with the number of its pass", () => {
  const [spec] = parsePoints("crash", ["relay:after-mark@3"]);
  assert.deepEqual(spec.at, { role: "relay", instance: null, point: "after-mark" });
  assert.deepEqual(spec.which, { nth: 3 });
  assert.equal(spec.during, null);
});

Deno.test("a hold may be one argument or several", () => {
  const words = "login:before-commit@5 until relay#2:after-mark@7";
  assert.deepEqual(parsePoints("hold", [words]), parsePoints("hold", words.split(" ")));
  const [spec] = parsePoints("hold", [words]);
  assert.deepEqual(spec.until, {
    at: { role: "relay", instance: 2, point: "after-mark" },
    which: { nth: 7 },
  });
});

Deno.test("a hold is read with a time in milliseconds or seconds", () => {
  assert.equal(parsePoints("hold", ["relay:after-read=500ms"])[0].forMs, 500);
  assert.equal(parsePoints("hold", ["relay:after-read@2=2s"])[0].forMs, 2_000);
});

Deno.test("a hold until a pass may have a limit of its own", () => {
  const [spec] = parsePoints("hold", ["login:before-commit@20=10s until relay:after-mark"]);
  assert.equal(spec.forMs, 10_000);
  assert.equal(spec.until?.at.point, "after-mark");
});

Deno.test("several specs are read from one list", () => {
  const words = "relay:a@1 until login:b during kill-broker relay:c=5ms".split(" ");
  const specs = parsePoints("hold", words);
  assert.deepEqual(specs.map((spec) => spec.at.point), ["a", "c"]);
  assert.equal(specs[0].during, "kill-broker");
});

Deno.test("an unreadable spec is refused with the right form", () => {
  const wrong: ["crash" | "fail" | "hold", string][] = [
    ["crash", "relay"],
    ["crash", "relay:after-mark@0"],
    ["crash", "relay:after-mark@x"],
    ["crash", "relay:after-mark@op"],
    ["crash", "relay:after-mark@op="],
    ["crash", "relay:after-mark@op=-1"],
    ["crash", "relay:after-mark@op=1.5"],
    ["crash", "relay:after-mark@3@op=1"],
    ["hold", "relay:after-mark@op=17"],
    ["crash", "relay:after-mark until login:before-commit"],
    ["crash", "relay:after-mark during"],
    ["fail", "relay:before-send=5ms"],
    ["hold", "relay:after-mark"],
    ["hold", "relay:after-mark until"],
    ["hold", "relay#0:after-mark=5ms"],
  ];
  for (const [action, text] of wrong) {
    assert.throws(
      () => parsePoints(action, [text]),
      (error: Refusal) => error.code === 64 && error.message.includes(`--${action}`),
      text,
    );
  }
});

Deno.test("a spec that is written as text is read back unchanged", () => {
  const word = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
  const spec = fc.record({
    role: word,
    instance: fc.option(fc.integer({ min: 1, max: 9 })),
    point: word,
    which: fc.option(which),
  });
  fc.assert(fc.property(spec, ({ role, instance, point, which }) => {
    const at = { role, instance, point };
    const text = nameOfPoint(at) + (which === null ? "" : written(which));
    const pass = { at, which: which ?? { nth: 1 }, text };
    const [read] = parsePoints("crash", [text]);
    assert.deepEqual(read, { ...pass, action: "crash", during: null, until: null, forMs: 3_000 });
    assert.deepEqual(parsePass(text), pass);
    const [held] = parsePoints("hold", [`${text}=7ms until ${text}`]);
    assert.deepEqual([held.at, held.which, held.forMs], [at, pass.which, 7]);
    assert.deepEqual(held.until, { at, which });
  }));
});

const which: fc.Arbitrary<Which> = fc.oneof(
  fc.record({ nth: fc.integer({ min: 1, max: 99 }) }, { noNullPrototype: true }),
  fc.record({ op: fc.nat() }, { noNullPrototype: true }),
);
const written = (which: Which) => "op" in which ? `@op=${which.op}` : `@${which.nth}`;

Deno.test("a text that is not exactly one pass is not read as a pass", () => {
  for (const text of ["", "relay", "relay:", "relay:a@0", "relay:a@op=x", "relay:a=5ms", "a b:c"]) {
    assert.equal(parsePass(text), null, text);
  }
});

Deno.test("a spec matches every process of its role, or only the process that it names", () => {
  const any = { role: "relay", instance: null, point: "after-mark" };
  const second = { ...any, instance: 2 };
  assert(isPass(any, "relay", "after-mark") && isPass(any, "relay#2", "after-mark"));
  assert(isPass(second, "relay#2", "after-mark") && !isPass(second, "relay", "after-mark"));
  assert(isPass({ ...any, instance: 1 }, "relay", "after-mark"));
  assert(!isPass(any, "relay", "after-read") && !isPass(any, "points", "after-mark"));
});
