import assert from "node:assert/strict";
import type { Admin } from "kafkajs";
import { kafka } from "../services/kafka/service.ts";
import { postgres } from "../services/postgres/service.ts";
import { docker as call } from "./docker/cli.ts";
import { listOf, runLabel } from "./docker/sweep.ts";
import {
  assertNothingLeft,
  kafkaOf,
  passThrough,
  query,
  refusal,
  request,
  requireEngine,
} from "./docker/testing.ts";
import { docker, sweepContainers } from "./docker.ts";
import { sweepRuns } from "./guard.ts";

async function produce(port: number, value: string): Promise<void> {
  const producer = kafkaOf({ host: "127.0.0.1", port }).producer();
  await producer.connect();
  try {
    await producer.send({ topic: "points", messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

/** The broker's answer to a client on this port. */
async function ask<T>(port: number, question: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf({ host: "127.0.0.1", port }).admin();
  await admin.connect();
  try {
    return await question(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The address that the broker advertises to a client on this port. */
const advertisedAt = (port: number) =>
  ask(port, async (admin) => {
    const [broker] = (await admin.describeCluster()).brokers;
    return [broker.host, broker.port];
  });
const offsetOf = (port: number) =>
  ask(port, async (admin) => (await admin.fetchTopicOffsets("points"))[0].high);
const topicsAt = (port: number) => ask(port, (admin) => admin.listTopics());

Deno.test("docker: data survive a kill, a paused server is silent, disposing leaves nothing", async (t) => {
  await requireEngine();
  const said: string[] = [];
  using wanted = request({
    said,
    services: { source: postgres, target: postgres, broker: kafka },
    routes: { source: 1, target: 1, broker: 2 },
  });
  const { run, logsDir } = wanted;
  {
    await using up = await docker.provision(wanted);
    const { source, target, broker } = up.servers;
    const brokerPort = broker.access.endpoint.port;

    await t.step(
      "servers are distinct and labelled, and a note says that Kafka is plaintext",
      async () => {
        assert.deepEqual(Object.keys(up.servers), ["source", "target", "broker"]);
        assert.match(source.version, /^\d+\.\d+/);
        assert.notEqual(source.access.endpoint.port, target.access.endpoint.port);
        const left = await listOf(run);
        assert.deepEqual(
          [left.containers.length, left.networks.length, left.volumes.length],
          [3, 1, 3],
        );
        assert.ok(said.some((line) => line.includes("plaintext")), said.join("\n"));
      },
    );

    await t.step("every port is on 127.0.0.1", async () => {
      const ids = (await listOf(run)).containers;
      const ports = await call([
        "inspect",
        "--format",
        "{{json .HostConfig.PortBindings}}",
        ...ids,
      ]);
      const hosts = [...ports.matchAll(/"HostIp":"([^"]*)"/g)].map((match) => match[1]);
      assert.equal(hosts.length, 5); // two databases; Kafka's own and its two links
      assert.deepEqual(new Set(hosts), new Set(["127.0.0.1"]));
    });

    await t.step("Postgres has what the labs need, and is durable", async () => {
      const rows = await query(
        source.access,
        "select name, setting from pg_settings where name in ('wal_level', 'track_commit_timestamp', 'max_connections', 'fsync', 'synchronous_commit', 'full_page_writes')",
      );
      assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.setting])), {
        wal_level: "logical",
        track_commit_timestamp: "on",
        max_connections: "200",
        fsync: "on",
        synchronous_commit: "on",
        full_page_writes: "on",
      });
    });

    await t.step("a route of Postgres uses its one port", () => {
      assert.deepEqual(source.routes, [{ listenPort: 0, upstream: source.access.endpoint }]);
    });

    await t.step("Kafka accepts messages without the proxy and through it", async () => {
      await ask(brokerPort, (admin) => admin.createTopics({ topics: [{ topic: "points" }] }));
      await produce(brokerPort, "own way in");
      for (const route of broker.routes) {
        await using proxy = passThrough(route);
        assert.deepEqual(await advertisedAt(route.listenPort), ["127.0.0.1", route.listenPort]);
        await produce(route.listenPort, "link");
        assert.ok(
          proxy.seen >= 2,
          `the client bypassed the proxy after ${proxy.seen} connections`,
        );
      }
      assert.equal(await offsetOf(brokerPort), "3");
    });

    await t.step("Kafka does not create a missing topic by itself", async () => {
      const producer = kafkaOf(broker.access.endpoint).producer();
      await producer.connect();
      await assert.rejects(producer.send({ topic: "typo", messages: [{ value: "x" }] }));
      await producer.disconnect();
      assert.deepEqual(await topicsAt(brokerPort), ["points"]);
    });

    await t.step(
      "`kill` and `start` keep the data; a kill of a dead server touches nothing",
      async () => {
        await query(source.access, "create table kept as select 42 as n");
        for (const server of [source, broker]) {
          assert.equal(await server.kill(), 1);
          assert.equal(await server.kill(), 0);
          assert.equal(await server.pause(), 0);
        }
        await assert.rejects(postgres.ping(source.access));
        await postgres.ping(target.access); // the other server is still up
        await Promise.all([source.start(), broker.start()]);
        assert.deepEqual([...await query(source.access, "select n from kept")], [{ n: 42 }]);
        assert.equal(await offsetOf(brokerPort), "3");
        await produce(brokerPort, "after the kill");
        assert.equal(await offsetOf(brokerPort), "4");
      },
    );

    await t.step("`stop` lets Postgres shut down cleanly", async () => {
      assert.equal(await source.stop(), 1);
      const container = `asynclab-${run}-source`;
      assert.equal(await call(["inspect", "--format", "{{.State.ExitCode}}", container]), "0");
      assert.equal(await source.stop(), 0);
      await source.start();
      assert.deepEqual([...await query(source.access, "select n from kept")], [{ n: 42 }]);
    });

    await t.step("`pause` keeps connections open, `resume` lets them go on", async () => {
      assert.equal(await target.pause(), 1);
      let answered = false;
      const answer = query(target.access, "select 1 as one").then(
        (rows) => (answered = true, rows),
        () => null,
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(answered, false);
      await target.resume();
      assert.deepEqual([...await answer ?? []], [{ one: 1 }]);
      await target.resume(); // nothing to do
    });

    await t.step("a paused server can be killed", async () => {
      assert.equal(await target.pause(), 1);
      assert.equal(await target.kill(), 1);
      await target.start();
      await postgres.ping(target.access);
    });

    await target.pause(); // disposing removes paused servers too
  }
  await assertNothingLeft(run);
  await sweepContainers(run); // nothing to do
  const log = await Deno.readTextFile(`${logsDir}/source.log`);
  // There were three starts: the log was kept over the kill and the stop.
  assert.equal(log.split("database system is ready to accept connections").length - 1, 3);
});

Deno.test("docker: warm servers outlive the harness; attach heals them, and destroy removes them", async () => {
  await requireEngine();
  using wanted = request({ keep: true });
  const { run, logsDir } = wanted;
  const first = await docker.provision(wanted);
  try {
    await query(first.servers.source.access, "create table kept as select 42 as n");
    await first[Symbol.asyncDispose]();
    await postgres.ping(first.servers.source.access);
    await first.servers.source.pause();

    const state = JSON.parse(JSON.stringify(first.state));
    const again = await docker.attach(state, { services: wanted.services, logsDir });
    const rows = await query(again.servers.source.access, "select n from kept");
    assert.deepEqual([...rows], [{ n: 42 }]);
    await again.destroy();
    await assertNothingLeft(run);
    const error = await refusal(docker.attach(state, { services: wanted.services, logsDir }));
    assert.equal(error.code, 69);
    assert.match(error.message, /asynclab up|`up`/);
  } finally {
    await sweepContainers(run);
  }
});

Deno.test("docker: each run has its own password, which no command line shows", async () => {
  await requireEngine();
  using wanted = request();
  await using up = await docker.provision(wanted);
  const { password } = up.servers.source.access;
  assert.match(password, /^[0-9a-f]{48}$/);
  const name = `asynclab-${wanted.run}-source`;
  const args = await call(["inspect", "--format", "{{json .Config.Cmd}}{{json .Args}}", name]);
  assert.ok(!args.includes(password));
  await assert.rejects(query({ ...up.servers.source.access, password: "wrong" }, "select 1"));
});

Deno.test("docker: a sweep removes only the run's own things", async () => {
  await requireEngine();
  const [mine, other] = ["test-mine", "test-other"].map((name) => `${name}-${crypto.randomUUID()}`);
  for (const run of [mine, other]) {
    await call(["volume", "create", "--label", `${runLabel}=${run}`, run]);
  }
  try {
    await sweepContainers(mine);
    await assertNothingLeft(mine);
    assert.deepEqual((await listOf(other)).volumes, [other]);
  } finally {
    await sweepContainers(other);
  }
});

Deno.test("docker: a sweep finds the leftovers of ended runs by their labels, and keeps those of other runs", async () => {
  await requireEngine();
  const names = ["test-volume", "test-network", "test-other"];
  const runs = names.map((name) => `${name}-${crypto.randomUUID().slice(0, 8)}`);
  const [volume, network, other] = runs;
  const label = (run: string) => ["--label", `${runLabel}=${run}`, run];
  try {
    await call(["volume", "create", ...label(volume)]);
    await call(["network", "create", ...label(network)]);
    await call(["volume", "create", ...label(other)]);
    await sweepRuns([volume, network, "test-left-nothing"]);
    await assertNothingLeft(volume);
    await assertNothingLeft(network);
    assert.deepEqual((await listOf(other)).volumes, [other]);
  } finally {
    for (const run of runs) await sweepContainers(run);
  }
});
