/** The outbox on containers gives the same verdicts as on local servers, and leaves nothing behind. */
import assert from "node:assert/strict";
import { docker } from "../../harness/servers/docker/cli.ts";
import { folder } from "../../testing/asynclab.ts";
import { requireEngine } from "../../testing/engine.ts";
import { loadInContainers as inContainers } from "../../testing/lab_steps.ts";

const load = [...inContainers, "--runtime", "docker"];

/** The containers, networks and volumes of this run, found by label. */
async function left(run: string): Promise<string> {
  const filter = ["--quiet", "--filter", `label=asynclab.run=${run}`];
  const limits = { timeoutMs: 10_000 };
  const lists = [["ps", "--all"], ["network", "ls"], ["volume", "ls"]];
  const found = await Promise.all(lists.map((words) => docker([...words, ...filter], limits)));
  return found.join("").trim();
}

Deno.test("docker: `status` keeps all its promises under kill-broker", async () => {
  await requireEngine();
  await using here = await folder();
  const { code, result, stderr } = await here.judged("outbox", "--chaos", "kill-broker", ...load);
  assert.equal(code, 0, stderr);
  assert.equal(result.runtime, "docker");
  assert(result.faults[0].effective);
  const { lost, duplicate, outOfOrder } = result.anomalies;
  assert.deepEqual([lost.count, duplicate.count, outOfOrder.count], [0, 0, 0]);
  assert.equal(await left(result.run!), "");
});

Deno.test("docker: kill -9 of the harness leaves nothing after 15 s", async (t) => {
  await requireEngine();
  for (const afterMs of [1_500, 6_000]) {
    await t.step(`a kill after ${afterMs} ms leaves nothing`, async () => {
      await using here = await folder();
      const child = here.start("run", "outbox", "--runtime", "docker", "--messages", "4000");
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const [run] = await here.runs();
      child.kill("SIGKILL");
      await child.status;
      const deadline = performance.now() + 15_000;
      while (await left(run) !== "" && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      assert.equal(await left(run), "");
    });
  }
});
