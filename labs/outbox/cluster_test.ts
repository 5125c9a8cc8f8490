/** The outbox on a Kafka cluster of three brokers in containers. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";
import { requireEngine } from "../../testing/engine.ts";
import { load } from "../../testing/lab_steps.ts";

Deno.test("outbox over a cluster of containers survives kill-leader", async () => {
  await requireEngine();
  await using here = await folder();
  const words = ["outbox", "--cluster", "--runtime", "docker", "--chaos", "kill-leader"];
  const { code, result } = await here.judged(...words, ...load);
  assert.equal(code, 0, JSON.stringify(result.promises));
  assert(result.faults[0].effective, JSON.stringify(result.faults));
  assert.equal(result.counts.applied, result.counts.committed);
});
