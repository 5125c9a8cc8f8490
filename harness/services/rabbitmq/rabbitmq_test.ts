import assert from "node:assert/strict";
import type { Server } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import type { Wiring } from "../broker.ts";
import { type Client, openClient } from "./client.ts";
import { type RabbitCorner, rabbitmq } from "./service.ts";
import { until, untilLag } from "./rabbitmq_testing.ts";

const services = { broker: rabbitmq };

const message = (n: number) => ({
  partition: 0,
  key: n % 7 === 6 ? null : `user ${n % 5}`,
  value: `{ "value":  ${n} }`,
  headers: { number: String(n), message_id: `id ${n}`, message_type: "LoggedIn" },
});
const messages = (count: number) => Array.from({ length: count }, (_, n) => message(n));

const wiring = ({ topic }: RabbitCorner, over: Partial<Wiring> = {}): Wiring => ({
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

/** Takes these out of a queue one by one, and gives them back or sets them aside. */
const takeAll = (server: Server, queue: string, requeue: boolean) =>
  asHarness(server, (client) =>
    client.use(async (channel) => {
      for (let got = await channel.basicGet(queue); got; got = await channel.basicGet(queue)) {
        channel.basicNack({ deliveryTag: got.deliveryTag, requeue });
      }
    }, 20_000));

Deno.test("a corner is read back exactly, and leaves nothing on the broker", async (t) => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  const other = await rabbitmq.openCorner(broker, "other");
  await other.wire(wiring(other));
  const names: string[] = [];
  {
    await using corner = await rabbitmq.openCorner(broker, "Lab/variant-2026.1");
    const groups = ["points", "coupon"].map((name) => `${corner.topic}.${name}`);
    names.push(...groups, `${corner.topic}.dead`, `${corner.topic}.tap`, `${corner.topic}.queues`);
    await corner.wire(wiring(corner, { groups }));
    assert.equal(corner.env("points").TOPIC, corner.topic);
    assert.equal(corner.env("points").GROUP, groups[0]);
    assert.equal(corner.env("coupon").GROUP, groups[1]);

    await t.step("every message that was given, in its order", async () => {
      assert.deepEqual(await read(corner.messages()), []);
      const sent = messages(2_000);
      const began = Date.now();
      await corner.produce(sent);
      const got = await Array.fromAsync(corner.messages());
      assert.deepEqual(
        got.map(({ partition, key, value, headers }) => ({ partition, key, value, headers })),
        sent,
      );
      for (const one of got) assert.ok(one.timestampMs >= began && one.timestampMs <= Date.now());
      const offsets = got.map(({ offset }) => Number(offset));
      assert.deepEqual(offsets, offsets.toSorted((a, b) => a - b));
    });

    await t.step("the reading ends where it ended at the call", async () => {
      let seen = 0;
      for await (const _ of corner.messages()) if (seen++ === 0) await corner.produce(messages(9));
      assert.equal(seen, 2_000);
      for await (const _ of corner.messages()) break;
      assert.equal((await read(corner.messages())).length, 2_009);
    });

    await t.step("each group has them all; what was read stays", async () => {
      for (const group of groups) assert.equal(await corner.lag(group), 2_009);
      assert.equal(await other.lag(other.group), 0);
    });

    await t.step(
      "without its binding the only queue gets nothing, and whoever sends hears it",
      async () => {
        await other.unbind();
        await assert.rejects(other.produce([message(1)]), /returned a message: NO_ROUTE/);
        await other.bind();
        await other.produce([message(1)]);
        assert.equal(await other.lag(other.group), 1);
        assert.equal((await read(other.messages())).length, 1);
      },
    );

    await t.step("of several queues one misses it, and nobody hears of that", async () => {
      await corner.unbind();
      await corner.produce([message(1)]);
      await corner.bind();
      await corner.produce([message(2)]);
      assert.deepEqual(await Promise.all(groups.map((group) => corner.lag(group))), [2_010, 2_011]);
      assert.equal((await read(corner.messages())).length, 2_011);
    });
  }
  for (const name of names) assert.equal(await exists(broker, name), false, name);
  assert.equal(await exists(broker, other.group), true);
  await rabbitmq.forgetCorner(broker.access, "other");
  for (const end of ["points", "tap", "dead", "queues"]) {
    assert.equal(await exists(broker, `other.${end}`), false);
  }
  await other[Symbol.asyncDispose]();
});

Deno.test("whatever roles a killed run had queues for, they are swept from a warm broker", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  // Neither is left in order: that is what a kill leaves.
  await using killed = await rabbitmq.openCorner(broker, "killed");
  await using other = await rabbitmq.openCorner(broker, "killed-not");
  const groups = ["loyalty", "points", "fraud-check"].map((name) => `${killed.topic}.${name}`);
  await Promise.all([
    killed.wire(wiring(killed, { groups: groups.slice(0, 2) }))
      .then(() => killed.wire(wiring(killed, { groups: groups.slice(2) }))),
    other.wire(wiring(other)),
  ]);
  await killed.produce([message(1)]);
  await Promise.all([killed.onDisk!(), other.onDisk!()]);
  await broker.kill();
  await broker.start();
  await rabbitmq.forgetCorner(broker.access, "killed");
  await rabbitmq.forgetCorner(broker.access, "never-there");
  const all = [...groups, ...["tap", "dead", "queues"].map((name) => `${killed.topic}.${name}`)];
  for (const queue of all) assert.equal(await exists(broker, queue), false, queue);
  assert.equal(await exists(broker, "never-there.queues"), false);
  assert.equal(await exists(broker, other.group), true);
});

Deno.test("what is set aside is told, and goes back to its group", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using corner = await rabbitmq.openCorner(broker, up.run);
  await corner.wire(wiring(corner, { kind: "command" }));
  assert.equal(corner.env("points").ROUTING_KEY, "points");
  await corner.produce(messages(3));
  const dead = () => Array.fromAsync(corner.deadLetters());
  assert.deepEqual(await dead(), []);
  await takeAll(broker, corner.group, false);
  await until(async () => (await dead()).length === 3);
  for (let again = 0; again < 25; again++) {
    const found = await dead();
    assert.deepEqual(found.map(({ reason, key }) => [reason, key]), [
      ...[0, 1, 2].map((n) => ["rejected", `user ${n}`]),
    ]);
  }
  assert.equal(await corner.redrive(corner.group), 3);
  assert.deepEqual(await dead(), []);
  assert.equal(await corner.lag(corner.group), 3);

  // Given back again and again: that is not for ever.
  await takeAll(broker, corner.group, true);
  await until(async () => (await dead()).length === 3);
  assert.deepEqual((await dead()).map(({ reason }) => reason), Array(3).fill("delivery_limit"));
  assert.equal(await corner.lag(corner.group), 0);
});

Deno.test("a message that expired does not wait: it is a dead letter", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using corner = await rabbitmq.openCorner(broker, up.run);
  await corner.wire(wiring(corner));
  // As a relay of somebody else's may publish it.
  await asHarness(broker, (client) =>
    client.use(async (channel) => {
      await channel.confirmSelect();
      for (const expiration of ["300", "400", undefined]) {
        const envelope = {
          exchange: corner.topic,
          routingKey: "points",
          durable: true,
          expiration,
        };
        await channel.basicPublish(envelope, Buffer.from("{}"));
      }
    }));
  await until(async () => await corner.lag(corner.group) === 1);
  const dead = () => Array.fromAsync(corner.deadLetters());
  await until(async () => (await dead()).length === 2);
  assert.deepEqual((await dead()).map(({ reason }) => reason), ["expired", "expired"]);
});

Deno.test("what was confirmed outlives a kill; what is kept in memory does not", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using corner = await rabbitmq.openCorner(broker, up.run);
  await using memory = await rabbitmq.openCorner(broker, `${up.run}-memory`);
  await corner.wire(wiring(corner, { singleActiveConsumer: true }));
  await memory.wire(wiring(memory, { durable: false }));
  assert.equal(memory.env("points").PERSISTENT, "false");
  await corner.produce(messages(300));
  await memory.produce(messages(20));
  assert.equal(await memory.lag(memory.group), 20);
  await Promise.all([corner.onDisk!(), memory.onDisk!()]);
  assert.ok(await broker.kill() > 1);
  await assert.rejects(corner.lag(corner.group));
  await assert.rejects(rabbitmq.ping(broker.access));
  await broker.start();
  await untilLag(corner, corner.group, 300);
  assert.deepEqual(await read(corner.messages()), messages(300).map((_, n) => n));
  await corner.produce([message(300)]);
  assert.equal(await corner.lag(corner.group), 301);
  assert.equal(await memory.lag(memory.group), 0);
  assert.equal((await read(memory.messages())).length, 20);

  assert.ok(await broker.stop() > 1);
  await broker.start();
  await untilLag(corner, corner.group, 301);
  await broker.kill(); // a corner can be left when its broker is gone
});

Deno.test("a corner is settled when its consumers are gone, and what they held is ready again", async () => {
  await using up = await provision({ services });
  const { broker } = up.servers;
  await using corner = await rabbitmq.openCorner(broker, up.run);
  await corner.wire(wiring(corner));
  await corner.produce(messages(2));
  const held = asHarness(broker, async (client) => {
    const channel = await client.acquire();
    const got = Promise.withResolvers<void>();
    await channel.basicConsume({ queue: corner.group }, () => got.resolve());
    await got.promise;
    let settled = false;
    const settling = corner.settled!().then(() => settled = true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(settled, false);
    assert.equal(await corner.lag(corner.group), 0);
    await channel.close();
    return settling;
  });
  await held;
  assert.equal(await corner.lag(corner.group), 2);
});
