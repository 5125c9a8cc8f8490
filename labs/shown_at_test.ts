/** Each twin shows code that exists, so that a comparison can print it. */
import assert from "node:assert/strict";
import { codeAt } from "../harness/compare/twin/code.ts";
import { editionsOf } from "../harness/contract/lab.ts";
import { letters } from "../testing/toy/lab.ts";
import { nightly } from "../testing/toy/nightly.ts";
import { labs } from "./mod.ts";

/** Longer code does not fit beside another. */
const mostLines = 60;

Deno.test("the code that a twin names is in its file, and differs from the sound code", () => {
  for (const lab of [...labs, letters, nightly].flatMap(editionsOf)) {
    for (const [name, { shownAt, insteadOf }] of Object.entries(lab.variants)) {
      if (shownAt === undefined) continue;
      const twin = codeAt(lab, shownAt);
      assert(twin.lines.length <= mostLines, `${lab.name}/${name}: ${twin.lines.length} lines`);
      if (insteadOf === undefined) continue;
      const sound = codeAt(lab, insteadOf);
      assert(sound.lines.length <= mostLines, `${lab.name}/${name}: ${sound.lines.length} lines`);
      assert.notDeepEqual(twin.lines, sound.lines, `${lab.name}/${name}`);
    }
  }
});
