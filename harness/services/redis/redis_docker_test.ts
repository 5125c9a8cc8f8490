import assert from "node:assert/strict";
import { docker as call } from "../../servers/docker/cli.ts";
import { assertNothingLeft, request, requireEngine } from "../../servers/docker/testing.ts";
import { docker } from "../../servers/docker.ts";
import { digestOf } from "./config.ts";
import { assertSettings } from "./testing.ts";
import { redisPubsub, redisStreams } from "./service.ts";

const message = (n: number) => ({ partition: 0, key: "user", value: String(n), headers: {} });

Deno.test("docker: Redis keeps confirmed entries through a kill, and its password is in no argument", async () => {
  await requireEngine();
  using wanted = request({ services: { broker: redisStreams }, routes: { broker: 1 } });
  {
    await using up = await docker.provision(wanted);
    const { broker } = up.servers;
    const { password } = broker.access;
    assert.deepEqual(broker.routes, [{ listenPort: 0, upstream: broker.access.endpoint }]);
    await assertSettings(broker.access);

    const name = `asynclab-${wanted.run}-broker`;
    const seen = [
      await call(["inspect", "--format", "{{json .Path}}{{json .Args}}{{json .Config.Env}}", name]),
      await call(["top", name, "-eo", "pid,args"]),
    ].join("\n");
    assert.match(seen, /redis-server/);
    assert.ok(!seen.includes(password));
    const args = seen.replace(/"REDIS_PASSWORD_SHA256=\w+"/, "");
    assert.ok(!args.includes(digestOf(password)));
    await assert.rejects(redisStreams.ping({ ...broker.access, password: "wrong" }), /WRONGPASS/);

    await using streams = await redisStreams.openNamespace(broker, wanted.run);
    await using channel = await redisPubsub.openNamespace(broker, wanted.run);
    const { group } = streams;
    const topology = { groups: [group], durable: true, singleActiveConsumer: false };
    await streams.declare({ ...topology, kind: "event" });
    const values = async () => (await Array.fromAsync(streams.messages())).map((m) => m.value);
    await streams.produce([message(1), message(2)]);
    await channel.produce([message(1)]);
    assert.equal((await Array.fromAsync(channel.messages())).length, 1);
    assert.equal(await broker.kill(), 1);
    await assert.rejects(redisStreams.ping(broker.access));
    await broker.start();
    assert.deepEqual(await values(), ["1", "2"]);
    assert.equal(await streams.lag(group), 2);
    assert.equal(await broker.stop(), 1);
    assert.equal(await call(["inspect", "--format", "{{.State.ExitCode}}", name]), "0");
    await broker.start();
    await streams.produce([message(3)]);
    assert.deepEqual(await values(), ["1", "2", "3"]);
  }
  await assertNothingLeft(wanted.run);
});
