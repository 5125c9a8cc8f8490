/** Nothing of a run is left: after Ctrl-C, after SIGTERM, after kill -9 of the harness at any moment. */
import assert from "node:assert/strict";
import { exitCode } from "../harness/errors.ts";
import { traces, untilGone } from "../testing/traces.ts";
import { folder } from "../testing/asynclab.ts";

const run = ["run", "outbox", "--runtime", "local", "--messages", "3000", "--chaos", "kill-broker"];

/** Starts a run, waits, signals; resolves with how it ended when nothing of it is left. */
async function interrupted(signal: Deno.Signal, afterMs: number): Promise<number> {
  await using here = await folder();
  const child = here.start(...run);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill(signal);
  const { code } = await child.status;
  const runs = await here.runs();
  await untilGone(runs);
  return code;
}

for (
  const [signal, code] of [["SIGINT", exitCode.interrupted], [
    "SIGTERM",
    exitCode.terminated,
  ]] as const
) {
  for (const afterMs of [600, 1_500, 4_000]) {
    Deno.test(`${signal} after ${afterMs} ms: exit ${code}, nothing left`, async () => {
      assert.equal(await interrupted(signal, afterMs), code);
    });
  }
}

Deno.test("kill -9 of the harness: nothing is left", async (t) => {
  for (const afterMs of [400, 900, 1_300, 2_000, 3_500, 5_500]) {
    await t.step(`after ${afterMs} ms`, async () => {
      await interrupted("SIGKILL", afterMs);
    });
  }
});

Deno.test("what looks for traces finds them while a run goes on", async () => {
  await using here = await folder();
  const child = here.start("run", "outbox", "--runtime", "local", "--messages", "400");
  let seen = 0;
  const watching = setInterval(async () => {
    seen = Math.max(seen, traces(await here.runs()).length);
  }, 100);
  await child.status;
  clearInterval(watching);
  assert(seen > 5, `only ${seen} traces of a run with three servers and three roles`);
  assert.deepEqual(traces(await here.runs()), []);
});
