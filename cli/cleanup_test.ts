/** A run leaves nothing behind after Ctrl-C, SIGTERM or kill -9 of the harness, at any moment. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode } from "../harness/errors.ts";
import { traces, untilGone } from "../testing/traces.ts";
import { type Folder, folder } from "../testing/asynclab.ts";

const run = ["run", "outbox", "--runtime", "local", "--messages", "3000", "--chaos", "kill-broker"];

/** Starts a run, waits, sends the signal; resolves with the exit code when nothing of the run is left. */
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
    Deno.test(`${signal} after ${afterMs} ms exits ${code} and leaves nothing`, async () => {
      assert.equal(await interrupted(signal, afterMs), code);
    });
  }
}

Deno.test("kill -9 of the harness leaves nothing", async (t) => {
  for (const afterMs of [400, 900, 1_300, 2_000, 3_500, 5_500]) {
    await t.step(`a kill after ${afterMs} ms leaves nothing`, async () => {
      await interrupted("SIGKILL", afterMs);
    });
  }
});

/** Ids of the runs and of each group of servers of a check. */
async function idsOfCheck({ path, runs }: Folder): Promise<string[]> {
  const checks = join(path, ".asynclab", "checks");
  const all = await Array.fromAsync(Deno.readDir(checks)).catch(() => []);
  const groups = await Promise.all(
    all.map(({ name }) => Array.fromAsync(Deno.readDir(join(checks, name)))),
  );
  const servers = groups.flat().filter(({ isDirectory }) => isDirectory);
  return [...await runs(), ...servers.map(({ name }) => name)];
}

for (
  const [signal, afterMs] of [["SIGKILL", 5_000], ["SIGKILL", 9_000], ["SIGINT", 6_000]] as const
) {
  Deno.test(`${signal} to a check after ${afterMs} ms leaves nothing of any lane`, async () => {
    await using here = await folder();
    const words = ["--broker", "redis-streams", "--runtime", "local", "--matrix", "full"];
    const child = here.start("check", "outbox", ...words);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const before = await idsOfCheck(here);
    assert(traces(before).length > 5, `${before} has left no trace yet`);
    child.kill(signal);
    await child.status;
    await untilGone([...before, ...await idsOfCheck(here)]);
  });
}

Deno.test("traces() finds traces while a run goes on", async () => {
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
