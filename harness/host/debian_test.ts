import assert from "node:assert/strict";
import { join } from "node:path";
import { exists } from "./cache.ts";
import { runProgram } from "./programs.ts";
import { withoutServices } from "./debian.ts";

Deno.test("no service starts while packages are installed, and the policy is gone afterwards", async () => {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-debian-test-" });
  const where = { path: join(dir, "policy-rc.d"), lock: join(dir, "lock") };
  let inside = 0;
  const forbidden = () =>
    withoutServices(async () => {
      assert.equal(++inside, 1, "one at a time");
      await assert.rejects(runProgram(where.path, ["rabbitmq-server", "start"]), /exit code 101/);
      inside--;
    }, where);
  await Promise.all([forbidden(), forbidden()]);
  assert.equal(await exists(where.path), false);
  await assert.rejects(
    withoutServices(() => Promise.reject(new Error("apt failed")), where),
    /apt/,
  );
  assert.equal(await exists(where.path), false);

  // A machine's own policy stays as it is.
  await Deno.writeTextFile(where.path, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  await withoutServices(() => runProgram(where.path, []), where);
  assert.equal(await Deno.readTextFile(where.path), "#!/bin/sh\nexit 0\n");
  await Deno.remove(dir, { recursive: true });
});
