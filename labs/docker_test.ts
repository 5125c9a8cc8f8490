/** The labs on containers give the same verdicts as on local servers. */
import assert from "node:assert/strict";
import { folder } from "../testing/asynclab.ts";
import { requireEngine } from "../testing/engine.ts";
import { loadInContainers as inContainers } from "../testing/lab_steps.ts";

const load = [...inContainers, "--runtime", "docker"];

Deno.test("docker: sync survives points-down, and retry-without-key grants twice", async () => {
  await requireEngine();
  await using here = await folder();
  const up = await here.asynclab("up", "sync", "--runtime", "docker");
  assert.equal(up.code, 0, up.stderr);
  const sound = await here.judged("sync", "--chaos", "points-down", ...load);
  assert.equal(sound.code, 0, JSON.stringify(sound.result.promises));
  assert.equal(sound.result.runtime, "docker");
  assert(sound.result.faults[0].effective);
  const twin = await here.judged("sync/retry-without-key", "--chaos", "telling", ...load);
  assert.equal(twin.code, 1);
  assert.equal(twin.result.anomalies.duplicate.standing, "broken");
});

for (const broker of ["rabbitmq", "redis-streams"]) {
  Deno.test(`docker: messaging over ${broker} survives kill-broker`, async () => {
    await requireEngine();
    await using here = await folder();
    const words = ["messaging", "--broker", broker, "--chaos", "kill-broker", ...load];
    const { code, result } = await here.judged(...words);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.faults[0].effective && result.counts.committed > 0);
    assert.equal(result.counts.applied, result.counts.committed);
  });
}
