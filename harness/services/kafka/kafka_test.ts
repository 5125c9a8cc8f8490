import assert from "node:assert/strict";
import { type Admin, CompressionTypes } from "kafkajs";
import type { Server } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import { kafkaAt } from "./client.ts";
import { kafka, type KafkaNamespace } from "./service.ts";

const services = { broker: kafka };

const message = (n: number) => ({
  partition: n % 4,
  key: `key ${n}`,
  value: n % 10 === 9 ? null : `value ${n}`,
  headers: { number: String(n) },
});

async function read(namespace: KafkaNamespace) {
  const all = [];
  for await (const one of namespace.messages()) all.push(one);
  return all;
}

Deno.test("a namespace is a topic that can be read completely, and leaves nothing on the broker", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  {
    await using namespace = await kafka.openNamespace(broker, "Lab/variant-2026.1");
    assert.deepEqual(namespace.env("points"), { TOPIC: namespace.topic, GROUP: namespace.group });
    assert.equal(namespace.env("coupon").GROUP, `${namespace.topic}.coupon`);
    assert.deepEqual(await read(namespace), []);
    const sent = Array.from({ length: 2_000 }, (_, n) => message(n));
    const began = Date.now();
    await namespace.produce(sent);
    const got = await read(namespace);
    const numberOf = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
      Number(headers.number);
    const byNumber = got.toSorted((a, b) => numberOf(a) - numberOf(b));
    assert.deepEqual(
      byNumber.map(({ partition, key, value, headers }) => ({ partition, key, value, headers })),
      sent,
    );
    for (const { timestampMs } of got) assert.ok(timestampMs >= began && timestampMs <= Date.now());
    for (const partition of [0, 1, 2, 3]) {
      const offsets = got.filter((one) => one.partition === partition).map((one) => one.offset);
      assert.deepEqual(offsets, Array.from({ length: 500 }, (_, n) => String(n)));
    }
    // Messages that were read can be appended again, as copies.
    await namespace.produce(got.filter(({ partition }) => partition === 1).slice(0, 3));
    assert.equal((await read(namespace)).length, 2_003);

    // An offset behind the end of its partition leaves nothing to read.
    await asAdmin(broker, (admin) => admin.setOffsets(committed(namespace, [100, 0, 9, 600])));
    assert.equal(await namespace.lag(namespace.group), 2_003 - 100 - 9 - 500);
    assert.equal(await namespace.lag(`${namespace.topic}.never`), 2_003);
  }
  await asAdmin(broker, async (admin) => {
    assert.deepEqual((await admin.listGroups()).groups, []);
    assert.deepEqual((await admin.listTopics()).filter((name) => !name.startsWith("__")), []);
  });
});

/** A client that knows no topic yet. */
async function asAdmin(broker: Server, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = (await kafkaAt(broker.access.endpoint)).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const committed = ({ topic, group }: KafkaNamespace, offsets: number[]) => ({
  groupId: group,
  topic,
  partitions: offsets.map((offset, partition) => ({ partition, offset: String(offset) })),
});

Deno.test("a read does not include messages that arrive after it began", async () => {
  await using up = await provision({ services });
  await using namespace = await kafka.openNamespace(up.servers.broker, up.run);
  await namespace.produce(Array.from({ length: 100 }, (_, n) => message(n)));
  let seen = 0;
  for await (const _ of namespace.messages()) {
    if (seen++ === 0) await namespace.produce(Array.from({ length: 50 }, (_, n) => message(n)));
  }
  assert.equal(seen, 100);
});

Deno.test("a read that stops early leaves no consumer group", async () => {
  await using up = await provision({ services });
  await using namespace = await kafka.openNamespace(up.servers.broker, up.run);
  await namespace.produce(Array.from({ length: 100 }, (_, n) => message(n)));
  for await (const _ of namespace.messages()) break;
  await asAdmin(up.servers.broker, async (admin) => {
    assert.deepEqual((await admin.listGroups()).groups, []);
  });
});

Deno.test("a namespace survives a kill of its broker, and can be closed when the broker is gone", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  const namespace = await kafka.openNamespace(broker, up.run);
  await namespace.produce([message(1)]);
  await broker.kill();
  await assert.rejects(namespace.lag(namespace.group));
  await assert.rejects(kafka.ping(broker.access));
  await broker.start();
  assert.deepEqual((await read(namespace)).map(({ key }) => key), ["key 1"]);
  assert.equal(await namespace.lag(namespace.group), 1);
  await broker.kill();
  await namespace[Symbol.asyncDispose]();
});

Deno.test("compressed batches of every codec are read", async () => {
  await using up = await provision({ services });
  await using namespace = await kafka.openNamespace(up.servers.broker, up.run);
  const { topic } = namespace;
  const { GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
  const producer = (await kafkaAt(up.servers.broker.access.endpoint)).producer();
  await producer.connect();
  const sent: string[] = [];
  try {
    for (const compression of [GZIP, Snappy, LZ4, ZSTD]) {
      const values = Array.from({ length: 500 }, (_, n) => `codec ${compression}, value ${n}`);
      const messages = values.map((value) => ({ key: "kim", value }));
      await producer.send({ topic, compression, acks: -1, messages });
      sent.push(...values);
    }
  } finally {
    await producer.disconnect();
  }
  assert.deepEqual((await read(namespace)).map(({ value }) => value), sent);
});

Deno.test("the broker's release is derived from its features", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  const release = await kafka.version(broker.access);
  assert.equal(release, broker.version.split(".").slice(0, 2).join("."));
});

Deno.test("dead letters are read with their reason, and put back for their group only", async () => {
  await using up = await provision({ services });
  const { endpoint } = up.servers.broker.access;
  await using namespace = await kafka.openNamespace(up.servers.broker, up.run);
  const producer = (await kafkaAt(endpoint)).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const letters = [0, 1, 2].map((n) => {
    const { key, headers } = message(n);
    return { key, value: `value ${n}`, headers: { ...headers, reason: `reason ${n}` } };
  });
  try {
    await producer.send({ topic: `${namespace.topic}.dead`, acks: -1, messages: letters });
  } finally {
    await producer.disconnect();
  }
  const dead = () => Array.fromAsync(namespace.deadLetters());
  assert.deepEqual((await dead()).map(({ key, reason }) => [key, reason]), [
    ["key 0", "reason 0"],
    ["key 1", "reason 1"],
    ["key 2", "reason 2"],
  ]);
  assert.equal(await namespace.redrive(namespace.group), 3);
  assert.deepEqual(await dead(), []);
  assert.equal(await namespace.redrive(namespace.group), 0);
  const back = (await read(namespace)).toSorted((a, b) => a.key! < b.key! ? -1 : 1);
  assert.deepEqual(
    back.map(({ key, value, headers }) => [key, value, headers]),
    letters.map(({ key, value }, n) => [key, value, { number: String(n), only: namespace.group }]),
  );
});
