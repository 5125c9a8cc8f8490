import assert from "node:assert/strict";
import { startLoader } from "./loader.ts";
import { ok, optionsOf, serve, sleep, tempDir } from "./loader_testing.ts";
import { planOperations } from "./plan.ts";

Deno.test("the oldest operation without an outcome limits how far the load has its answers", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await using server = await serve(async (body, response, request) => {
    if (body.op === 20) await released;
    ok(body, response, request);
  });
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rate: 200, messages: 100 });
  await using loader = startLoader(options);
  const { plannedMs } = planOperations(options.plan).at(20);
  while (loader.counts().ok < 90) {
    assert(loader.answeredMs() <= plannedMs);
    await sleep(10);
  }
  assert.equal(loader.answeredMs(), plannedMs);
  release();
  await loader.done;
  assert.equal(loader.answeredMs(), Infinity);
});
