/** A run leaves nothing behind after Ctrl-C, SIGTERM or kill -9 of the harness, at any moment. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode } from "../harness/errors.ts";
import { traces, untilGone } from "../testing/traces.ts";
import { type Folder, folder } from "../testing/asynclab.ts";

const run = ["run", "outbox", "--runtime", "local", "--messages", "3000", "--chaos", "kill-broker"];

/** SIGTERM strikes runs over Redis, the other signals runs over Kafka. */
const brokerUnder = (signal: Deno.Signal): string =>
  signal === "SIGTERM" ? "redis-streams" : "kafka";

/** By now most runs have their servers and roles. */
const lateMs = 4_000;

/**
 * Waits for traces: a search that finds none while servers and roles are up proves nothing afterwards.
 * Resolves with the ids.
 */
async function untilSeen(idsOf: () => Promise<string[]>): Promise<string[]> {
  let ids: string[] = [];
  const deadline = performance.now() + 20_000;
  do {
    ids = await idsOf();
    if (traces(ids).length > 5) return ids;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (performance.now() < deadline);
  throw new Error(`only ${traces(ids).length} traces of ${ids}`);
}

/** Starts a run, waits, sends the signal; resolves with the exit code when nothing of the run is left. */
async function interrupted(signal: Deno.Signal, afterMs: number): Promise<number> {
  await using here = await folder();
  const child = here.start(...run, "--broker", brokerUnder(signal));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  if (afterMs >= lateMs) await untilSeen(here.runs);
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
    const before = await untilSeen(() => idsOfCheck(here));
    child.kill(signal);
    await child.status;
    await untilGone([...before, ...await idsOfCheck(here)]);
  });
}
