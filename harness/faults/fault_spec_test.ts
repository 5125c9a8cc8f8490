import assert from "node:assert/strict";
import fc from "fast-check";
import { Refusal } from "../errors.ts";
import { type FaultSpec, faultText, parseFaults } from "./fault_spec.ts";
import { parsePass } from "./failpoint_spec.ts";

const word = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
const pass = fc.tuple(word, word, fc.constantFrom("", "@3", "@op=17", "@1")).map(
  ([role, point, which]) => parsePass(`${role}:${point}${which}`)!,
);
const spec: fc.Arbitrary<FaultSpec> = fc.record({
  name: word,
  aim: fc.oneof(word, word.map((it) => `${it}#2`)),
  pass,
}, { requiredKeys: ["name"], noNullPrototype: true });

Deno.test("a fault that is written as text is read back unchanged, with any space between the words", () => {
  const room = fc.constantFrom(" ", "  ", "\t");
  fc.assert(fc.property(fc.array(spec, { minLength: 1 }), room, (specs, room) => {
    assert.deepEqual(parseFaults(specs.map(faultText).join(",")), specs);
    const wide = specs.map((one) => faultText(one).replaceAll(" ", room)).join(` ,${room}`);
    assert.deepEqual(parseFaults(wide), specs);
  }));
});

Deno.test("an unreadable fault is refused with the right form", () => {
  const wrong: [string, RegExp][] = [
    ["", /empty name/],
    ["kill-relay,", /empty name/],
    [":relay", /empty name/],
    ["kill-relay at", /'kill-relay at'; it must be FAULT/],
    ["kill-relay at relay", /'kill-relay at relay'/],
    ["kill-relay at relay:after-read@0", /@0'/],
    ["kill-relay at relay:after-read@op=-1", /@op=-1'/],
    ["kill-relay at relay:after-read=5ms", /=5ms'/],
    ["kill-relay at relay:a at relay:b", /relay:a at relay:b'/],
    ["kill-relay on relay:after-read", /kill-relay on/],
    ["kill-broker,kill-relay relay:after-read", /cannot be 'kill-relay relay:after-read'/],
  ];
  for (const [words, says] of wrong) {
    assert.throws(() => parseFaults(words), (error) => {
      assert(error instanceof Refusal && error.code === 64, words);
      assert.match(error.message, says);
      return true;
    });
  }
});
