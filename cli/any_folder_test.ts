/** A checkout and a working folder may have any name: spaces, quotes, letters of any script. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { exitCode } from "../harness/errors.ts";
import type { Result } from "../harness/report/result.ts";
import { untilGone } from "../testing/traces.ts";

const root = join(import.meta.dirname!, "..");
/** The parts of a checkout that a run needs. */
const parts = ["asynclab", "denow", "deno.json", "deno.lock", "cli", "compose", "harness", "labs"];

Deno.test("the first command of the README runs from a checkout of any name", async () => {
  const parent = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  try {
    const here = join(parent, `내 랩's "x" 100%`);
    await Deno.mkdir(here);
    const copied = spawnSync("cp", ["-R", ...parts.map((part) => join(root, part)), here]);
    assert.equal(copied.status, 0, String(copied.stderr));
    const words = ["run", "outbox", "--chaos", "kill-broker", "--runtime", "local", "--json"];
    const { status, stdout, stderr } = spawnSync(join(here, "asynclab"), words, {
      cwd: here,
      env: { ...Deno.env.toObject(), NO_COLOR: "1" },
      encoding: "utf8",
    });
    assert.equal(status, exitCode.kept, stderr);
    const { run, verdict }: Result = JSON.parse(stdout);
    assert.equal(verdict, "kept");
    const report = join(here, ".asynclab/runs", run!, "report.html");
    assert.match(await Deno.readTextFile(report), /kill-broker/);
    await untilGone([run!]);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});
