import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formOf,
  isSameName,
  tellApart,
  visible,
  visibleInPage,
  visibleJson,
  visibleSpelling,
} from "./visible.ts";

Deno.test("an invisible character, or one that turns text around, is shown as its number", () => {
  const shown: [string, string][] = [
    ["kim 🙂 José 日本", "kim 🙂 José 日本"],
    ["a\u202eb", "a\\u{202e}b"],
    ["\u2066\u200b\u200f\u00ad\ufeff", "\\u{2066}\\u{200b}\\u{200f}\\u{ad}\\u{feff}"],
    ["\u0000\u001b[2J\u009b\u007f\n", "\\u{0}\\u{1b}[2J\\u{9b}\\u{7f}\\u{a}"],
    ["\u2028\u2029\ud800", "\\u{2028}\\u{2029}\\u{d800}"],
    // Tags and variation selectors can hide whole messages.
    ["k\u{e0041}\u{fe0f}", "k\\u{e0041}\\u{fe0f}"],
    ["\u3164\u115f\u034f", "\\u{3164}\\u{115f}\\u{34f}"],
  ];
  for (const [text, want] of shown) assert.equal(visible(text), want);
  assert.equal(visibleInPage("a\n\tb\u202e"), "a\n\tb\\u{202e}");
});

Deno.test("visible JSON has the same meaning as the original", () => {
  assert.equal(visibleJson("a\u202eb"), '"a\\u202eb"');
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const text = visibleJson({ value, tag: "\u{e0041}\u009b\u202e" }, 2);
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.deepEqual(
        JSON.parse(text),
        JSON.parse(JSON.stringify({ value, tag: "\u{e0041}\u009b\u202e" })),
      );
    }),
  );
});

Deno.test("a text in an unusual Unicode form shows its accents as numbers", () => {
  assert.equal(visibleSpelling("José"), "José");
  assert.equal(visibleSpelling("Jose\u0301"), "Jose\\u{301}");
});

Deno.test("two texts that differ are also shown differently, whatever the difference is", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("José", "Jose\u0301", "Jos\u00e9\u200b", "a\ud800", "a\ud801", "\\u{a}", "\n"),
    fc.tuple(fc.constant("x".repeat(200)), fc.string()).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      fc.pre(a !== b);
      const [left, right] = tellApart(a, b);
      assert.ok(left.length < 2_000 && right.length < 2_000);
      // An escape that is part of a text looks like an escaped character.
      if (!(a + b).includes("\\")) assert.notEqual(left, right);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("two spellings of one name are known by their Unicode forms, two different names are not", () => {
  assert.equal(isSameName("Jose\u0301", "José"), true);
  assert.equal(isSameName("kim", "lee"), false);
  assert.deepEqual(["Jose\u0301", "José", "e\u0301é"].map(formOf), ["NFD", "NFC", null]);
});
