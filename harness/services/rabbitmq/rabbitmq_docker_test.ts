import assert from "node:assert/strict";
import { docker } from "../../servers/docker.ts";
import { assertNothingLeft, request, requireEngine } from "../../servers/docker/testing.ts";
import { docker as call } from "../../servers/docker/cli.ts";
import { rabbitmq } from "./service.ts";
import { untilLag } from "./rabbitmq_testing.ts";

const messages = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    partition: 0,
    key: `user ${n}`,
    value: `value ${n}`,
    headers: {},
  }));

Deno.test("docker: RabbitMQ keeps confirmed messages through a kill, and refuses messages that are too large", async () => {
  await requireEngine();
  using wanted = request({ services: { broker: rabbitmq } });
  const { run } = wanted;
  {
    await using up = await docker.provision(wanted);
    const { broker } = up.servers;
    assert.match(broker.version, /^4\.\d+\.\d+$/);
    await using namespace = await rabbitmq.openNamespace(broker, run);
    const groups = ["points", "coupon"].map((name) => `${namespace.topic}.${name}`);
    await namespace.declare({ groups, kind: "event", durable: true, singleActiveConsumer: true });
    await namespace.produce(messages(200));
    await assert.rejects(namespace.produce([{ ...messages(1)[0], value: "x".repeat(1_048_577) }]));

    await namespace.onDisk!();
    assert.equal(await broker.kill(), 1);
    await assert.rejects(rabbitmq.ping(broker.access));
    await broker.start();
    for (const group of groups) await untilLag(namespace, group, 200);
    const kept = await Array.fromAsync(namespace.messages());
    assert.deepEqual(kept.map(({ value }) => value), messages(200).map(({ value }) => value));

    const name = `asynclab-${run}-broker`;
    const processes = await call(["top", name, "-eo", "pid,args"]);
    assert.match(processes, /beam/);
    assert.ok(!processes.includes(broker.access.password));
    await assert.rejects(rabbitmq.ping({ ...broker.access, user: "guest", password: "guest" }));
  }
  await assertNothingLeft(run);
});
