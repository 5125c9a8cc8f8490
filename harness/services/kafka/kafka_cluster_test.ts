/** Three brokers in one cluster, on local servers. */
import assert from "node:assert/strict";
import { type Admin, ConfigResourceTypes } from "kafkajs";
import type { Server } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import { kafkaAt } from "./client.ts";
import { type KafkaNamespace, kafkaNodes } from "./service.ts";

const services = kafkaNodes();

const message = (n: number) => ({
  partition: n % 4,
  key: `key ${n}`,
  value: `value ${n}`,
  headers: {},
});

async function keysOf(namespace: KafkaNamespace): Promise<number[]> {
  const keys = (await Array.fromAsync(namespace.messages())).map(({ key }) =>
    Number(key!.slice(4))
  );
  return keys.sort((a, b) => a - b);
}

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 200;; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function asAdmin<T>(node: Server, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = (await kafkaAt(node.access.endpoint)).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

Deno.test("a cluster of three works without its leader, and confirms nothing while two nodes are down", async () => {
  await using up = await provision({ services });
  const { servers } = up;
  await using namespace = await services.broker.openNamespace(servers.broker, up.run);
  await using further = await services.broker2.openNamespace(servers.broker2, up.run);
  assert.deepEqual(further.env("points"), {});
  // A node that has just started may not know the topic yet.
  const describe = () =>
    asAdmin(servers.broker3, async (admin) => {
      const { brokers } = await admin.describeCluster();
      assert.deepEqual(brokers.map(({ nodeId }) => nodeId).sort(), [1, 2, 3]);
      const { topics } = await admin.fetchTopicMetadata();
      for (const { partitions } of topics) {
        for (const { replicas } of partitions) assert.equal(replicas.length, 3);
      }
      const resources = topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name }));
      const described = await admin.describeConfigs({ resources, includeSynonyms: false });
      for (const { configEntries } of described.resources) {
        const inSync = configEntries.find(({ configName }) => configName === "min.insync.replicas");
        assert.equal(inSync?.configValue, "2");
      }
    });
  await eventually(describe);

  await namespace.produce(upTo(40).map(message));
  const leader = await namespace.leader();
  assert(leader in servers);
  await servers[leader].kill();
  await eventually(async () => assert.notEqual(await namespace.leader(), leader));
  await eventually(() => namespace.produce([message(40)]));
  assert.deepEqual(await keysOf(namespace), upTo(41));
  assert.equal(await namespace.lag(namespace.group), 41);
  await servers[leader].start();

  const [first, second] = [servers.broker3, servers.broker];
  await Promise.all([first.kill(), second.kill()]);
  await assert.rejects(namespace.produce([message(999)]));
  await Promise.all([first.start(), second.start()]);
  await eventually(() => namespace.produce([message(41)]));
  assert.deepEqual((await keysOf(namespace)).filter((n) => n !== 999), upTo(42));
});
