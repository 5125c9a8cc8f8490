import assert from "node:assert/strict";
import type { Provisioned } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import type { BrokerNamespace, Topology } from "../broker.ts";
import { ask, type Redis } from "./client.ts";
import { assertSettings } from "./testing.ts";
import { redisPubsub, redisStreams } from "./service.ts";

const services = { broker: redisStreams };
type Up = Provisioned & { run: string };

const topology = (...groups: string[]): Topology => ({
  groups,
  kind: "event",
  durable: true,
  singleActiveConsumer: false,
});

const message = (n: number) => ({
  partition: 0,
  key: `key ${n}`,
  value: `value ${n}`,
  headers: { id: String(n), type: "LoggedIn" },
});
const many = (count: number) => Array.from({ length: count }, (_, n) => message(n));

const plain = (
  { partition, key, value, headers }: ReturnType<typeof message> & Record<string, unknown>,
) => ({ partition, key, value, headers });

async function read(namespace: BrokerNamespace) {
  const all = [];
  for await (const one of namespace.messages()) {
    all.push({
      ...one,
      key: one.key!,
      value: one.value!,
      headers: { id: "", type: "", ...one.headers },
    });
  }
  return all;
}

const keysOf = ({ servers }: Up) => ask(servers.broker.access, (redis) => redis.keys("*"));
const onServer = <T>({ servers }: Up, work: (redis: Redis) => Promise<T>) =>
  ask(servers.broker.access, work);

Deno.test("a namespace of streams is read completely, page by page, and leaves nothing", async () => {
  await using up = await provision({ services });
  {
    await using namespace = await redisStreams.openNamespace(
      up.servers.broker,
      "Lab/variant-2026.1",
    );
    await using _other = await redisStreams.openNamespace(up.servers.broker, "Lab/variant-2026.10");
    assert.deepEqual(namespace.env("points"), { TOPIC: namespace.topic, GROUP: namespace.group });
    assert.equal(namespace.env("coupon").GROUP, `${namespace.topic}.coupon`);
    assert.deepEqual(await read(namespace), []);
    assert.equal(await namespace.lag(namespace.group), 0);
    await namespace.declare(topology(namespace.group, `${namespace.topic}.audit`));
    await namespace.declare(topology(namespace.group));
    const began = Date.now();
    await namespace.produce(many(2_500));
    const got = await read(namespace);
    assert.deepEqual(got.map(plain), many(2_500));
    for (const { timestampMs } of got) assert.ok(timestampMs >= began && timestampMs <= Date.now());
    assert.equal(new Set(got.map(({ offset }) => offset)).size, 2_500);
    assert.equal(await namespace.lag(namespace.group), 2_500);
    assert.equal(await namespace.lag(`${namespace.topic}.never`), 2_500);
    await _other.produce(many(1));
    await redisStreams.dropNamespace(up.servers.broker.access, "Lab/variant-2026.1");
    assert.deepEqual(await keysOf(up), [_other.topic]);
    await namespace.produce(many(1));
  }
  assert.deepEqual(await keysOf(up), []);
});

Deno.test("the lag counts entries that were not handed out or not acknowledged", async () => {
  await using up = await provision({ services });
  await using namespace = await redisStreams.openNamespace(up.servers.broker, up.run);
  const { topic, group } = namespace;
  await namespace.declare(topology(group));
  await namespace.produce(many(10));
  const got = await onServer(
    up,
    (redis) => redis.xreadgroup("GROUP", group, "me", "COUNT", 4, "STREAMS", topic, ">"),
  ) as [
    string,
    [string, string[]][],
  ][];
  assert.equal(await namespace.lag(group), 10);
  const [[, entries]] = got;
  await onServer(up, (redis) => redis.xack(topic, group, entries[0][0], entries[1][0]));
  assert.equal(await namespace.lag(group), 8);
  // After an unread entry was deleted, Redis itself reports no lag any more.
  const [, , , , , , [seventh]] = await onServer(up, (redis) => redis.xrange(topic, "-", "+"));
  await onServer(up, (redis) => redis.xdel(topic, seventh));
  assert.equal(await namespace.lag(group), 7);
});

Deno.test("a trimmed entry can never be delivered, and does not count as waiting", async () => {
  await using up = await provision({ services });
  await using namespace = await redisStreams.openNamespace(up.servers.broker, up.run);
  const { topic, group } = namespace;
  await namespace.declare(topology(group));
  const read = (count: number) =>
    onServer(
      up,
      (redis) => redis.xreadgroup("GROUP", group, "me", "COUNT", count, "STREAMS", topic, ">"),
    ) as Promise<[string, [string, string[]][]][]>;
  const add = (count: number) =>
    onServer(up, async (redis) => {
      for (let n = 0; n < count; n++) await redis.xadd(topic, "MAXLEN", 20, "*", "body", n);
    });
  await add(100);
  assert.equal(await namespace.lag(group), 20, "80 are gone before anybody read them");
  const [[, entries]] = await read(15);
  assert.equal(await namespace.lag(group), 20, "15 not acknowledged, 5 not delivered");
  await onServer(up, (redis) => redis.xack(topic, group, ...entries.map(([id]) => id)));
  assert.equal(await namespace.lag(group), 5);
  await read(100);
  assert.equal(await namespace.lag(group), 5, "all handed out, none acknowledged");
  await add(18);
  assert.equal(await namespace.lag(group), 20, "3 unacknowledged entries are gone from the stream");
  await onServer(up, (redis) => redis.xtrim(topic, "MAXLEN", 0));
  assert.equal(await namespace.lag(group), 0, "no entry is left that could be delivered");
  await namespace.produce(many(2));
  assert.equal(await namespace.lag(group), 2);
});

Deno.test("a read does not include messages that arrive after it began", async () => {
  await using up = await provision({ services });
  await using namespace = await redisStreams.openNamespace(up.servers.broker, up.run);
  await namespace.produce(many(100));
  let seen = 0;
  for await (const _ of namespace.messages()) if (seen++ === 0) await namespace.produce(many(50));
  assert.equal(seen, 100);
});

Deno.test("dead letters go back to one group, and do not count as sent twice", async () => {
  await using up = await provision({ services });
  await using namespace = await redisStreams.openNamespace(up.servers.broker, up.run);
  const dead = { ...message(1), reason: "no such user" };
  const { topic, group } = namespace;
  await onServer(
    up,
    (redis) =>
      redis.xadd(
        `${topic}.dead`,
        "*",
        "key",
        dead.key,
        "body",
        dead.value,
        "id",
        "1",
        "reason",
        dead.reason,
      ),
  );
  const found = await Array.fromAsync(namespace.deadLetters());
  assert.deepEqual(found.map(({ key, value, reason }) => ({ key, value, reason })), [
    { key: dead.key, value: dead.value, reason: dead.reason },
  ]);
  assert.equal(await namespace.redrive(group), 1);
  assert.equal(await namespace.redrive(group), 0);
  assert.deepEqual(await Array.fromAsync(namespace.deadLetters()), []);
  const [[, fields]] = await onServer(up, (redis) => redis.xrange(topic, "-", "+"));
  assert.deepEqual(fields, ["id", "1", "only", group, "key", dead.key, "body", dead.value]);
  assert.deepEqual(await read(namespace), []);
});

Deno.test("a stream and its groups survive kills, up to the last confirmed entry", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  const namespace = await redisStreams.openNamespace(broker, up.run);
  const { topic, group } = namespace;
  await namespace.declare(topology(group));
  let confirmed = 0;
  for (let round = 0; round < 3; round++) {
    const writing = onServer(up, async (redis) => {
      for (;;) {
        await redis.xadd(topic, "*", "body", String(confirmed));
        confirmed++;
      }
    });
    const failed = assert.rejects(writing);
    while (confirmed < (round + 1) * 50) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await broker.kill(), 1);
    await failed;
    await assert.rejects(namespace.lag(group));
    await assert.rejects(redisStreams.ping(broker.access));
    await broker.start();
    const bodies = (await read(namespace)).map(({ value }) => Number(value));
    // One more entry may be there, if the kill lost its answer.
    assert.ok(bodies.length === confirmed || bodies.length === confirmed + 1);
    assert.deepEqual(bodies, bodies.map((_, n) => n));
    confirmed = bodies.length;
  }
  assert.equal(await namespace.lag(group), confirmed);
  await broker.kill();
  await namespace[Symbol.asyncDispose]();
});

Deno.test("a channel's messages are received from the opening on, and again after a kill", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  {
    await using namespace = await redisPubsub.openNamespace(broker, up.run);
    await namespace.declare(topology(namespace.group));
    assert.equal(namespace.keeps, false);
    await namespace.produce(many(500));
    assert.deepEqual((await read(namespace)).map(plain), many(500));
    await onServer(up, (redis) => redis.publish(namespace.topic, "somebody's own form"));
    assert.equal((await read(namespace)).at(-1)!.value, "somebody's own form");
    assert.equal(await namespace.lag(namespace.group), null);
    assert.deepEqual(await Array.fromAsync(namespace.deadLetters()), []);
    assert.equal(await namespace.redrive(namespace.group), 0);
    await broker.kill();
    assert.equal((await read(namespace)).length, 501);
    await broker.start();
    const listeners = () => onServer(up, (redis) => redis.pubsub("NUMSUB", namespace.topic));
    while ((await listeners())[1] === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await namespace.produce(many(2));
    assert.equal((await read(namespace)).length, 503);
  }
  assert.deepEqual(await keysOf(up), []);
  assert.deepEqual(await onServer(up, (redis) => redis.pubsub("CHANNELS")), []);
});

Deno.test("an entry that is pending for a consumer is still pending for it after a kill", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using namespace = await redisStreams.openNamespace(broker, up.run);
  await namespace.declare(topology(namespace.group));
  await namespace.produce(many(3));
  const pending = () =>
    onServer(up, async (redis) => {
      const [count, , , holders] = await redis.xpending(namespace.topic, namespace.group) as [
        number,
        string,
        string,
        [string, string][],
      ];
      return { count, holders };
    });
  await onServer(
    up,
    (redis) =>
      redis.xreadgroup("GROUP", namespace.group, "me", "COUNT", 2, "STREAMS", namespace.topic, ">"),
  );
  const before = await pending();
  assert.deepEqual(before, { count: 2, holders: [["me", "2"]] });
  await broker.kill();
  await broker.start();
  assert.deepEqual(await pending(), before);
});

Deno.test("nobody gets in without the password, which is in no argument and no file", async () => {
  await using up = await provision({ services });
  const { access } = up.servers.broker;
  await redisStreams.ping(access);
  await assert.rejects(redisStreams.ping({ ...access, password: "wrong" }), /WRONGPASS/);
  await assert.rejects(redisStreams.ping({ ...access, password: "" }), /NOAUTH|WRONGPASS/);
  await assert.rejects(redisStreams.ping({ ...access, user: "asynclab" }), /WRONGPASS/);
  const [{ launch, dataDir }] = (up.state as {
    plans: { launch: { args: string[] }; dataDir: string }[];
  }).plans;
  assert.ok(!JSON.stringify(launch).includes(access.password));
  const conf = `${dataDir}/redis.conf`;
  assert.ok(!(await Deno.readTextFile(conf)).includes(access.password));
  assert.equal((await Deno.stat(conf)).mode! & 0o777, 0o600);
  assert.equal(await redisStreams.version(access), up.servers.broker.version);
  await assertSettings(access);
});
