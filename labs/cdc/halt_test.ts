/** Faults that lose a position, on real servers: the reader halts and says how to repair it, so no gap is silent. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";
import { load, warm } from "../../testing/lab_steps.ts";
import { cdc } from "./lab.ts";

/** The sentence that the reader says, by fault. */
const sentences: Readonly<Record<string, RegExp>> = {
  "drop-slot": /^The slot '\w+' is gone, and with it the changes after [\dA-F/]+; create it and/,
  "recreate-slot": /^The slot '\w+' stands at .+: it was moved or created anew/,
  "advance-slot": /^The slot '\w+' stands at .+: it was moved or created anew/,
  "invalidate-slot": /^The server removed the log that slot '\w+' needs after/,
  "rename-column": /^Column 'origin' of 'public.login_details' is gone from the log/,
};

Deno.test("a reader that lost its position halts, and applies no later change", async (t) => {
  await using here = await warm(cdc);
  for (const [fault, sentence] of Object.entries(sentences)) {
    await t.step(`${fault} makes the reader halt with its sentence`, async () => {
      const { code, result, stderr } = await here.judged("cdc", ...load, "--chaos", fault);
      assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
      const [halt, ...more] = result.halts;
      assert.match(halt.why, sentence);
      assert.deepEqual([halt.role, halt.under, more.length], ["reader", fault, 0]);
      assert(result.counts.applied > 0 && result.counts.applied < result.counts.committed);
      const gap = result.promises.find(({ name }) => name === "no-silent-gap");
      assert.match(gap!.why, /halted/);
      assert(result.notJudged.includes("no-loss"));
    });
  }

  await t.step("the twin that creates the slot anew goes on, and is broken", async () => {
    const words = ["cdc/recreate-slot", ...load, "--chaos", "drop-slot"];
    const { code, result } = await here.judged(...words);
    assert.equal(code, 1);
    assert.deepEqual(result.halts, []);
    const broken = result.promises.filter(({ verdict }) => verdict === "broken");
    assert(broken.some(({ name }) => name === "no-silent-gap"), JSON.stringify(broken));
  });
});

Deno.test("a slot that was idle for too long makes the reader halt, on PostgreSQL 18", async () => {
  await using here = await folder();
  here.env.ASYNCLAB_POSTGRES = "18";
  const words = ["cdc", ...load, "--runtime", "local", "--chaos", "expire-slot"];
  const { code, result, stderr } = await here.judged(...words);
  assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
  assert.match(result.halts[0].why, sentences["invalidate-slot"]);
  assert.match(result.versions.source, /^postgres 18/);
});
