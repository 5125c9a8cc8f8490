/** A dump and a restore of the source, on real servers: the saved position then belongs to another server. */
import assert from "node:assert/strict";
import { load, warm } from "../../testing/lab_steps.ts";
import { cdc } from "./lab.ts";

/** So long that the load still goes on when the source is back, even on a slow machine. */
const longLoad = "--messages 900 --rate 50 --at 2s --seed 7 --in-flight 2000".split(" ");
const chaos = ["--chaos", "restore-source", ...longLoad];

Deno.test("the reader halts on the new cluster, which serves the next run", async () => {
  await using here = await warm(cdc);
  const { code, result, stderr } = await here.judged("cdc/saved-position", ...chaos);
  assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
  const [{ name, effective, touched }] = result.faults;
  assert.deepEqual([name, effective], ["restore-source", true]);
  assert(touched! > 0 && touched! < result.counts.committed);
  const [{ role, under, why }] = result.halts;
  assert.deepEqual([role, under], ["reader", "restore-source"]);
  assert.match(
    why,
    /^The saved position \S+ belongs to server \d+, .* take a new snapshot of this/,
  );
  assert(result.counts.applied <= touched! && result.counts.applied < result.counts.committed);
  const next = await here.judged("cdc/saved-position", ...load);
  assert.equal(next.code, 0, JSON.stringify(next.result.promises) + next.stderr);
});
