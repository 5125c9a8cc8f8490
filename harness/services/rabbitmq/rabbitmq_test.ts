import assert from "node:assert/strict";
import type { Server } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import type { Topology } from "../broker.ts";
import { type Client, openClient } from "./client.ts";
import { rabbitmq, type RabbitNamespace } from "./service.ts";
import { until, untilLag } from "./rabbitmq_testing.ts";

const services = { broker: rabbitmq };

const message = (n: number) => ({
  partition: 0,
  key: n % 7 === 6 ? null : `user ${n % 5}`,
  value: `{ "value":  ${n} }`,
  headers: { number: String(n), message_id: `id ${n}`, message_type: "LoggedIn" },
});
const messages = (count: number) => Array.from({ length: count }, (_, n) => message(n));

const topology = ({ topic }: RabbitNamespace, over: Partial<Topology> = {}): Topology => ({
  groups: [`${topic}.points`],
  kind: "event",
  durable: true,
  singleActiveConsumer: false,
  ...over,
});

async function read(all: AsyncIterable<{ headers: Readonly<Record<string, string>> }>) {
  return (await Array.fromAsync(all)).map(({ headers }) => Number(headers.number));
}

async function asHarness<T>(server: Server, work: (client: Client) => Promise<T>): Promise<T> {
  await using client = openClient(server.access);
  return await work(client);
}

const exists = (server: Server, queue: string) =>
  asHarness(
    server,
    (client) =>
      client.use((channel) => channel.queueDeclare({ queue, passive: true }))
        .then(() => true, ({ code }) => {
          assert.equal(code, "NOT_FOUND");
          return false;
        }),
  );

/** Takes the messages out of a queue one by one, and requeues them or sets them aside. */
const takeAll = (server: Server, queue: string, requeue: boolean) =>
  asHarness(server, (client) =>
    client.use(async (channel) => {
      for (let got = await channel.basicGet(queue); got; got = await channel.basicGet(queue)) {
        channel.basicNack({ deliveryTag: got.deliveryTag, requeue });
      }
    }, 20_000));

Deno.test("a namespace is read back exactly, and leaves nothing on the broker", async (t) => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  const other = await rabbitmq.openNamespace(broker, "other");
  await other.declare(topology(other));
  const names: string[] = [];
  {
    await using namespace = await rabbitmq.openNamespace(broker, "Lab/variant-2026.1");
    const groups = ["points", "coupon"].map((name) => `${namespace.topic}.${name}`);
    names.push(
      ...groups,
      `${namespace.topic}.dead`,
      `${namespace.topic}.audit`,
      `${namespace.topic}.queues`,
    );
    await namespace.declare(topology(namespace, { groups }));
    assert.equal(namespace.env("points").TOPIC, namespace.topic);
    assert.equal(namespace.env("points").GROUP, groups[0]);
    assert.equal(namespace.env("coupon").GROUP, groups[1]);

    await t.step("messages are read in the order in which they were sent", async () => {
      assert.deepEqual(await read(namespace.messages()), []);
      const sent = messages(2_000);
      const began = Date.now();
      await namespace.produce(sent);
      const got = await Array.fromAsync(namespace.messages());
      assert.deepEqual(
        got.map(({ partition, key, value, headers }) => ({ partition, key, value, headers })),
        sent,
      );
      for (const one of got) assert.ok(one.timestampMs >= began && one.timestampMs <= Date.now());
      const offsets = got.map(({ offset }) => Number(offset));
      assert.deepEqual(offsets, offsets.toSorted((a, b) => a - b));
    });

    await t.step("a read does not include messages that arrive after it began", async () => {
      let seen = 0;
      for await (const _ of namespace.messages()) {
        if (seen++ === 0) await namespace.produce(messages(9));
      }
      assert.equal(seen, 2_000);
      for await (const _ of namespace.messages()) break;
      assert.equal((await read(namespace.messages())).length, 2_009);
    });

    await t.step(
      "messages are counted and looked at without being moved: a fault may end the broker",
      async () => {
        await namespace.produce([message(2_010)]);
        const inQueue = () =>
          asHarness(
            broker,
            (client) =>
              client.use((channel) =>
                channel.queueDeclare({ queue: `${namespace.topic}.audit`, passive: true })
              ),
          );
        assert.equal((await inQueue()).messageCount, 1);
        assert.equal(await namespace.taken(), 2_010);
        assert.equal((await Array.fromAsync(namespace.look())).length, 2_010);
        assert.equal((await inQueue()).messageCount, 1);
      },
    );

    await t.step("each group gets every message, and a read removes none", async () => {
      for (const group of groups) assert.equal(await namespace.lag(group), 2_010);
      assert.equal(await other.lag(other.group), 0);
    });

    await t.step(
      "the only queue gets nothing without its binding, and the sender gets an error",
      async () => {
        await other.unbind();
        await assert.rejects(other.produce([message(1)]), /returned a message: NO_ROUTE/);
        await other.bind();
        await other.produce([message(1)]);
        assert.equal(await other.lag(other.group), 1);
        assert.equal((await read(other.messages())).length, 1);
      },
    );

    await t.step(
      "one of several queues gets nothing without its binding, and the sender gets no error",
      async () => {
        await namespace.unbind();
        await namespace.produce([message(1)]);
        await namespace.bind();
        await namespace.produce([message(2)]);
        assert.deepEqual(await Promise.all(groups.map((group) => namespace.lag(group))), [
          2_011,
          2_012,
        ]);
        assert.equal((await read(namespace.messages())).length, 2_012);
      },
    );
  }
  for (const name of names) assert.equal(await exists(broker, name), false, name);
  assert.equal(await exists(broker, other.group), true);
  await rabbitmq.dropNamespace(broker.access, "other");
  for (const end of ["points", "audit", "dead", "queues"]) {
    assert.equal(await exists(broker, `other.${end}`), false);
  }
  await other[Symbol.asyncDispose]();
});

Deno.test("the queues of every role of a killed run are swept from a warm broker", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  // The sweep comes before these namespaces are closed, as after a kill of the run.
  await using killed = await rabbitmq.openNamespace(broker, "killed");
  await using other = await rabbitmq.openNamespace(broker, "killed-not");
  const groups = ["loyalty", "points", "fraud-check"].map((name) => `${killed.topic}.${name}`);
  await Promise.all([
    killed.declare(topology(killed, { groups: groups.slice(0, 2) }))
      .then(() => killed.declare(topology(killed, { groups: groups.slice(2) }))),
    other.declare(topology(other)),
  ]);
  await killed.produce([message(1)]);
  await Promise.all([killed.onDisk!(), other.onDisk!()]);
  await broker.kill();
  await broker.start();
  await rabbitmq.dropNamespace(broker.access, "killed");
  await rabbitmq.dropNamespace(broker.access, "never-there");
  const all = [...groups, ...["audit", "dead", "queues"].map((name) => `${killed.topic}.${name}`)];
  for (const queue of all) assert.equal(await exists(broker, queue), false, queue);
  assert.equal(await exists(broker, "never-there.queues"), false);
  assert.equal(await exists(broker, other.group), true);
});

Deno.test("a message that is set aside is listed, and goes back to its group", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using namespace = await rabbitmq.openNamespace(broker, up.run);
  await namespace.declare(topology(namespace, { kind: "command" }));
  assert.equal(namespace.env("points").ROUTING_KEY, "points");
  await namespace.produce(messages(3));
  const dead = () => Array.fromAsync(namespace.deadLetters());
  assert.deepEqual(await dead(), []);
  await takeAll(broker, namespace.group, false);
  await until(async () => (await dead()).length === 3);
  for (let again = 0; again < 25; again++) {
    const found = await dead();
    assert.deepEqual(found.map(({ reason, key }) => [reason, key]), [
      ...[0, 1, 2].map((n) => ["rejected", `user ${n}`]),
    ]);
  }
  assert.equal(await namespace.redrive(namespace.group), 3);
  assert.deepEqual(await dead(), []);
  assert.equal(await namespace.lag(namespace.group), 3);

  // A message cannot be requeued for ever.
  await takeAll(broker, namespace.group, true);
  await until(async () => (await dead()).length === 3);
  assert.deepEqual((await dead()).map(({ reason }) => reason), Array(3).fill("delivery_limit"));
  assert.equal(await namespace.lag(namespace.group), 0);
});

Deno.test("a message that expired does not wait but becomes a dead letter", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using namespace = await rabbitmq.openNamespace(broker, up.run);
  await namespace.declare(topology(namespace));
  // A relay that is the user's own program may publish like this.
  await asHarness(broker, (client) =>
    client.use(async (channel) => {
      await channel.confirmSelect();
      for (const expiration of ["300", "400", undefined]) {
        const envelope = {
          exchange: namespace.topic,
          routingKey: "points",
          durable: true,
          expiration,
        };
        await channel.basicPublish(envelope, Buffer.from("{}"));
      }
    }));
  await until(async () => await namespace.lag(namespace.group) === 1);
  const dead = () => Array.fromAsync(namespace.deadLetters());
  await until(async () => (await dead()).length === 2);
  assert.deepEqual((await dead()).map(({ reason }) => reason), ["expired", "expired"]);
});

Deno.test("a confirmed message survives a kill, and a message in memory does not", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using namespace = await rabbitmq.openNamespace(broker, up.run);
  await using memory = await rabbitmq.openNamespace(broker, `${up.run}-memory`);
  await namespace.declare(topology(namespace, { singleActiveConsumer: true }));
  await memory.declare(topology(memory, { durable: false }));
  assert.equal(memory.env("points").PERSISTENT, "false");
  await namespace.produce(messages(300));
  await memory.produce(messages(20));
  assert.equal(await memory.lag(memory.group), 20);
  await Promise.all([namespace.onDisk!(), memory.onDisk!()]);
  assert.ok(await broker.kill() > 1);
  await assert.rejects(namespace.lag(namespace.group));
  await assert.rejects(rabbitmq.ping(broker.access));
  await broker.start();
  await untilLag(namespace, namespace.group, 300);
  assert.deepEqual(await read(namespace.messages()), messages(300).map((_, n) => n));
  await namespace.produce([message(300)]);
  assert.equal(await namespace.lag(namespace.group), 301);
  assert.equal(await memory.lag(memory.group), 0);
  assert.equal((await read(memory.messages())).length, 20);

  assert.ok(await broker.stop() > 1);
  await broker.start();
  await untilLag(namespace, namespace.group, 301);
  await broker.kill(); // a namespace can be closed when its broker is gone
});

Deno.test("a namespace is settled when its consumers are gone, and their unacknowledged messages are ready again", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using namespace = await rabbitmq.openNamespace(broker, up.run);
  await namespace.declare(topology(namespace));
  await namespace.produce(messages(2));
  const held = asHarness(broker, async (client) => {
    const channel = await client.acquire();
    const got = Promise.withResolvers<void>();
    await channel.basicConsume({ queue: namespace.group }, () => got.resolve());
    await got.promise;
    let settled = false;
    const settling = namespace.settled!().then(() => settled = true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(settled, false);
    assert.equal(await namespace.lag(namespace.group), 0);
    await channel.close();
    return settling;
  });
  await held;
  assert.equal(await namespace.lag(namespace.group), 2);
});
