import assert from "node:assert/strict";
import { editionsOf } from "../harness/contract/lab.ts";
import { nameOfPair } from "../harness/matrix/evidence.ts";
import { labs } from "./mod.ts";
import { unthreatened } from "./unthreatened.ts";

Deno.test("each pair that nothing threatens is a promise of a sound variant, named once, with a reason", () => {
  const pairs = labs.flatMap(editionsOf).flatMap(({ name: lab, broker = null, variants }) =>
    Object.entries(variants).filter(([, { breaks }]) => breaks === undefined)
      .flatMap(([variant, { promises }]) =>
        promises.map(({ kind }) => nameOfPair({ lab, variant, broker, promise: kind.name }))
      )
  );
  const named = unthreatened.map(nameOfPair);
  assert.deepEqual(named.filter((one) => !pairs.includes(one)), []);
  assert.equal(new Set(named).size, named.length);
  for (const { reason } of unthreatened) assert.match(reason, /^[a-z].{20,}[^.]$/);
});
