/** Runs share warm servers. A run that breaks a server locks it. No run leaves data in it. */
import assert from "node:assert/strict";
import { openDatabase } from "../harness/services/postgres/database.ts";
import { type Folder, folder } from "../testing/asynclab.ts";
import { traces, untilGone } from "../testing/traces.ts";

/** Databases of runs in the warm source. */
async function databases(url: string): Promise<string[]> {
  await using sql = openDatabase({ url, max: 1 });
  const rows = await sql<{ datname: string }[]>`
    select datname from pg_database where datname like 'run_%'`;
  return rows.map(({ datname }) => datname);
}

async function sourceOf(here: Folder): Promise<string> {
  const warm = JSON.parse(await Deno.readTextFile(`${here.path}/.asynclab/warm-outbox.json`));
  const text = JSON.stringify(warm.state);
  const password = /"source".*?"password":"([^"]+)"/.exec(text)![1];
  const port = /source\s+postgres \S+ on 127\.0\.0\.1:(\d+)/.exec(here.said)![1];
  return `postgres://asynclab:${password}@127.0.0.1:${port}/postgres`;
}

Deno.test("the namespace of a killed run is removed from warm servers, and the servers stay", async () => {
  await using here = await folder();
  assert.equal((await here.asynclab("up", "outbox", "--runtime", "local")).code, 0);
  const source = await sourceOf(here);
  const child = here.start("run", "outbox", "--messages", "4000");
  while ((await databases(source)).length === 0) await new Promise((r) => setTimeout(r, 50));
  child.kill("SIGKILL");
  await child.status;
  await untilGone(await here.runs());
  for (let i = 0; i < 100 && (await databases(source)).length > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await databases(source), []);
  const { code, stderr } = await here.asynclab("run", "outbox", "--messages", "100");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warm servers/);
  assert.deepEqual(await databases(source), []);
  // A server that hung when the run ended may still have such a database.
  const [run] = await here.runs();
  const left = `run_${run.replaceAll(/[^a-z0-9]/g, "_")}`;
  {
    await using sql = openDatabase({ url: source, max: 1 });
    await sql.script(`create database ${left}`);
  }
  assert.deepEqual(await databases(source), [left]);
  assert.equal((await here.asynclab("clean")).code, 0);
  assert.deepEqual(await databases(source), []);
});

Deno.test("concurrent runs on the same warm servers do not disturb each other", async () => {
  await using here = await folder();
  assert.equal((await here.asynclab("up", "outbox", "--runtime", "local")).code, 0);
  const [calm, rough, alone] = await Promise.all([
    // This timeout is long: even on a slow machine, only a fault of another run makes an outcome unknown.
    here.judged("outbox", "--messages", "300", "--timeout", "30s"),
    here.judged("outbox", "--messages", "300", "--chaos", "kill-relay"),
    here.judged("outbox", "--messages", "300", "--chaos", "kill-source"),
  ]);
  assert.deepEqual([calm.code, rough.code], [0, 0], calm.stderr + rough.stderr);
  assert.equal(calm.result.counts.indeterminate, 0, "another run's fault hit this run");
  assert.equal(alone.result.anomalies.lost.count, 0);
  assert.deepEqual(traces(await here.runs()), []);
});
