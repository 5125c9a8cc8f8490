/** The outbox on a Kafka cluster of three brokers: what it promises of one broker it keeps of three. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";
import { requireEngine } from "../../testing/engine.ts";
import { keepsUnder, load, over, warm } from "../../testing/lab_steps.ts";
import { outbox } from "./lab.ts";

const lab = over(outbox, "kafka-cluster");

Deno.test("outbox over a cluster", async (t) => {
  await using here = await warm(lab);
  const all = ({ applied, committed }: { applied: number; committed: number }) =>
    assert.equal(applied, committed);
  const faults = ["kill-leader", "kill-two-brokers"];
  await keepsUnder(t, here, lab, "status", faults, (_, { counts }) => all(counts));
});

Deno.test("outbox over a cluster of containers under kill-leader", async () => {
  await requireEngine();
  await using here = await folder();
  const words = ["outbox", "--cluster", "--runtime", "docker", "--chaos", "kill-leader"];
  const { code, result } = await here.judged(...words, ...load);
  assert.equal(code, 0, JSON.stringify(result.promises));
  assert(result.faults[0].effective, JSON.stringify(result.faults));
  assert.equal(result.counts.applied, result.counts.committed);
});
