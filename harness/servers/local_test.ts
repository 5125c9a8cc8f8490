import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openDatabase } from "../services/postgres/database.ts";
import type { Server } from "../contract/lab.ts";
import { kafkaAt } from "../services/kafka/client.ts";
import { kafka } from "../services/kafka/service.ts";
import { postgres } from "../services/postgres/service.ts";
import { passThrough } from "./docker/testing.ts";
import { local } from "./local.ts";
import { sharedSegments } from "../host/segments.ts";
import { provision, request } from "./local/testing.ts";
import { processesOf } from "./sweep.ts";

const services = { source: postgres };

/** States of the processes of a run, from /proc. */
const statesOf = (run: string) => new Set(processesOf(run).map(({ state }) => state));

Deno.test("PostgreSQL keeps its data through kill, pause, stop and start", async () => {
  await using up = await provision({ services });
  const { source } = up.servers;
  await using namespace = await postgres.openNamespace(source, up.run);
  await namespace.sql`create table things (id int)`;
  await write(1);
  assert.ok(await source.kill() > 5);
  assert.deepEqual(processesOf(up.run), []);
  assert.equal(await source.kill(), 0);
  await source.start();
  await write(2);

  const stopped = await source.pause();
  assert.equal(stopped, processesOf(up.run).length);
  assert.deepEqual(statesOf(up.run), new Set(["T"]));
  const late = write(3);
  await assert.rejects(postgres.ping(source.access), /did not answer/);
  await source.resume();
  await late;
  assert.equal(statesOf(up.run).has("T"), false);

  await source.pause();
  assert.ok(await source.stop() > 5);
  await source.start();
  await source.pause();
  await source.start();
  await write(4);
  assert.deepEqual(await namespace.sql`select id from things order by id`, [
    { id: 1 },
    { id: 2 },
    { id: 3 },
    { id: 4 },
  ]);
  async function write(id: number): Promise<void> {
    await namespace.sql`insert into things values (${id})`;
  }
});

for (const namespaces of [true, false]) {
  const how = namespaces ? "with Linux namespaces" : "without Linux namespaces";
  Deno.test(`${how}, a busy backend dies with its server, and the server starts again at once`, async () => {
    await using _machine = namespaces ? null : await withoutNamespaces();
    const creators = new Set<number>();
    const noteCreators = (run: string) => processesOf(run).forEach(({ pid }) => creators.add(pid));
    {
      await using up = await provision({ services });
      noteCreators(up.run);
      await killBusy(up.servers.source, up.run);
      noteCreators(up.run);
      await up.servers.source.kill();
    }
    assert.ok(creators.size > 5);
    // Look only at this run's segments: servers of other tests start and end at the same time.
    assert.deepEqual(sharedSegments().filter(({ creator }) => creators.has(creator)), []);
  });
}

async function killBusy(source: Server, run: string): Promise<void> {
  await using namespace = await postgres.openNamespace(source, run);
  await namespace.sql`create table things as select 1 as id`;
  await using busy = openDatabase({ url: namespace.url(source.access.endpoint), max: 2 });
  const work = Promise.allSettled([
    busy`select count(*) from generate_series(1, 1000000000) a`,
    busy.begin((tx) => tx`select count(*) from things, generate_series(1, 1000000000) a`),
  ]);
  await until(async () => {
    const [{ active }] = await namespace.sql<[{ active: number }]>`
      select count(*)::int as active from pg_stat_activity
      where state = 'active' and query like '%generate_series%' and pid <> pg_backend_pid()`;
    return active === 2;
  });
  await source.kill();
  assert.deepEqual(processesOf(run), []);
  assert.deepEqual((await work).map(({ status }) => status), ["rejected", "rejected"]);
  await source.start();
  assert.deepEqual(await namespace.sql`select id from things`, [{ id: 1 }]);
}

/** A PATH on which unshare fails, as in a container without privileges. */
async function withoutNamespaces(): Promise<AsyncDisposable> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-local-test-" });
  const path = Deno.env.get("PATH")!;
  await Deno.writeTextFile(`${dir}/unshare`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  Deno.env.set("PATH", `${dir}:${path}`);
  return {
    async [Symbol.asyncDispose]() {
      Deno.env.set("PATH", path);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!await done()) await new Promise((resolve) => setTimeout(resolve, 20));
}

Deno.test("Kafka keeps its data, and each route leads to its own proxy's port", async () => {
  await using up = await provision({ services: { broker: kafka }, routes: { broker: 2 } });
  const { broker } = up.servers;
  assert.equal(broker.routes.length, 2);
  for (const route of broker.routes) {
    await using proxy = passThrough(route);
    assert.deepEqual(await advertisedAt(route.listenPort), [`127.0.0.1:${route.listenPort}`]);
    assert.ok(proxy.seen > 0);
  }
  const own = broker.access.endpoint.port;
  assert.deepEqual(await advertisedAt(own), [`127.0.0.1:${own}`]);
  await using namespace = await kafka.openNamespace(broker, up.run);
  const message = { partition: 2, key: "a", value: "b", headers: {} };
  await namespace.produce([message]);
  assert.equal(await broker.kill(), 1);
  assert.deepEqual(processesOf(up.run), []);
  await broker.start();
  await namespace.produce([message]);
  assert.equal(await broker.pause(), 1);
  assert.deepEqual(statesOf(up.run), new Set(["T"]));
  await broker.resume();
  await namespace.produce([message]);
  assert.equal(await broker.stop(), 1);
  await broker.start();
  assert.equal(await namespace.lag(namespace.group), 3);
});

/** The addresses that the broker advertises to a client on this port. */
async function advertisedAt(port: number): Promise<string[]> {
  const admin = (await kafkaAt({ host: "127.0.0.1", port })).admin();
  await admin.connect();
  try {
    const { brokers } = await admin.describeCluster();
    return brokers.map(({ host, port }) => `${host}:${port}`);
  } finally {
    await admin.disconnect();
  }
}

Deno.test("servers listen only on 127.0.0.1, and no argument and no log contains a password", async () => {
  using asked = request({ services: { source: postgres, broker: kafka }, routes: { broker: 1 } });
  await using up = await local.provision(asked);
  const { source, broker } = up.servers;
  await using namespace = await postgres.openNamespace(source, asked.run);
  const [, rolePassword] = /:([0-9a-f]+)@/.exec(namespace.url(source.access.endpoint))!;
  const ports = [source, broker].flatMap(portsOf);
  const listening = readFileSync("/proc/net/tcp", "utf8") + readFileSync("/proc/net/tcp6", "utf8");
  for (const port of ports) {
    const end = `:${port.toString(16).toUpperCase().padStart(4, "0")} `;
    const addresses = listening.split("\n").filter((line) => / 0A /.test(line))
      .map((line) => line.trim().split(" ")[1] + " ").filter((address) => address.endsWith(end));
    assert.deepEqual(addresses, [`0100007F${end}`]);
  }
  const texts = [
    ...processesOf(asked.run).map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, "utf8")),
    ...["source", "broker"].map((name) => readFileSync(`${asked.logsDir}/${name}.log`, "utf8")),
  ].join("\n");
  for (const secret of [source.access.password, rolePassword]) {
    assert.equal(secret.length, 48);
    assert.equal(texts.includes(secret), false);
  }
  await assert.rejects(postgres.ping({ ...source.access, password: "guess" }), /password/);
});

const portsOf = ({ access, routes }: Server): number[] => [
  access.endpoint.port,
  ...routes.map(({ upstream }) => upstream.port).filter((port) => port !== access.endpoint.port),
];

Deno.test("PostgreSQL is durable, and ready for change data capture and two-phase commit", async () => {
  await using up = await provision({ services });
  await using namespace = await postgres.openNamespace(up.servers.source, up.run);
  const wanted = {
    fsync: "on",
    full_page_writes: "on",
    max_connections: "200",
    max_prepared_transactions: "64",
    synchronous_commit: "on",
    track_commit_timestamp: "on",
    wal_level: "logical",
  };
  const rows = await namespace.sql`
    select name, setting from pg_settings where name = any(${Object.keys(wanted)}) order by name`;
  assert.deepEqual(
    Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
    wanted,
  );
});
