/** The outbox on a Kafka cluster of three brokers: what it promises of one broker it keeps of three. */
import assert from "node:assert/strict";
import { makePlan } from "../../cli/make_plan.ts";
import type { Lab, Runtime } from "../../harness/lab.ts";
import { run } from "../../harness/run.ts";
import { docker } from "../../harness/runtime/docker.ts";
import { local } from "../../harness/runtime/local.ts";
import { kafkaNodes } from "../../harness/services/kafka.ts";
import { postgres } from "../../harness/services/postgres.ts";
import { requireEngine } from "../../testing/engine.ts";
import { outbox } from "./lab.ts";

const lab = {
  ...outbox,
  services: { source: postgres, ...kafkaNodes(), target: postgres },
} as unknown as Lab;

async function resultOf(chaos: string, runtime: Runtime) {
  const runDir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    const id = `test-${crypto.randomUUID().slice(0, 8)}`;
    const { result } = await run({
      plan: makePlan(id, lab, "status", { chaos, messages: 500, rate: 150, seed: 7 }),
      lab,
      runtime,
      warm: null,
      runDir,
      say: () => {},
      onState: () => {},
      onEvent: () => {},
      signal: new AbortController().signal,
    });
    return result;
  } finally {
    await Deno.remove(runDir, { recursive: true });
  }
}

async function keeps(chaos: string, runtime: Runtime): Promise<void> {
  const { verdict, promises, faults: [fault], counts } = await resultOf(chaos, runtime);
  assert.equal(verdict, "kept", JSON.stringify(promises));
  assert(fault.effective, JSON.stringify(fault));
  assert.equal(counts.applied, counts.committed);
}

for (const chaos of ["kill-leader", "kill-two-brokers"]) {
  Deno.test(`a cluster under ${chaos}`, () => keeps(chaos, local));
}

Deno.test("a cluster of containers under kill-leader", async () => {
  await requireEngine();
  await keeps("kill-leader", docker);
});
