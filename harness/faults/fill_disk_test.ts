import assert from "node:assert/strict";
import { requireEngine } from "../../testing/engine.ts";
import type { FaultContext } from "../contract/lab.ts";
import type { Thing } from "../contract/capability.ts";
import { docker } from "../servers/docker.ts";
import { local } from "../servers/local.ts";
import { request } from "../servers/local/testing.ts";
import type { Broker } from "../services/broker.ts";
import { kafka } from "../services/kafka/service.ts";
import { rabbitmq } from "../services/rabbitmq/service.ts";
import { redisPubsub, redisStreams } from "../services/redis/service.ts";
import { fillDisk } from "./fill_disk.ts";

const broker = ({ offers }: Broker): Thing => ({
  name: "broker",
  aliases: [],
  scope: "server",
  offers: offers!("broker"),
});

const message = (key: string) => ({ partition: 0, key, value: "x".repeat(1_000), headers: {} });

/** A broker, a run's namespace on it, and one full disk. */
async function withFullDisk(
  service: Broker,
  runtime: typeof local,
  meanwhile: (full: Meanwhile) => Promise<void>,
): Promise<void> {
  if (runtime === docker) await requireEngine();
  using wanted = request({ services: { broker: service } });
  await using up = await runtime.provision(wanted);
  const server = up.servers.broker;
  await using namespace = await service.openNamespace(server, wanted.run);
  const durable = { durable: true, singleActiveConsumer: true };
  await namespace.declare({ groups: [namespace.group], kind: "event", ...durable });
  const produce = (key: string) => namespace.produce([message(key)]);
  await produce("before");
  const context = { servers: up.servers } as unknown as FaultContext;
  const disturbance = await fillDisk.on(broker(service))!.begin(context);
  const ping = () => service.ping(server.access);
  await meanwhile({ produce, ping, end: async () => (await disturbance.end()).touched });
  await produce("after");
  const found = await Array.fromAsync(namespace.messages());
  const keys = found.map(({ key }) => key).filter((key) => key !== "meanwhile");
  assert.deepEqual(keys, ["before", "after"]);
}

interface Meanwhile {
  produce(key: string): Promise<void>;
  ping(): Promise<void>;
  end(): Promise<number>;
}

for (const runtime of [local, docker]) {
  for (const [word, service] of Object.entries({ kafka, "redis-streams": redisStreams })) {
    Deno.test(`${runtime.name}: ${word} ends where it cannot write, and comes back with its confirmed messages`, () =>
      withFullDisk(service, runtime, async ({ produce, ping, end }) => {
        await assert.rejects(produce("meanwhile"));
        await assert.rejects(async () => {
          for (;;) await ping();
        });
        assert.equal(await end(), 1);
      }));
  }

  Deno.test(`${runtime.name}: rabbitmq lets nobody publish until there is room again`, () =>
    withFullDisk(rabbitmq, runtime, async ({ produce, ping, end }) => {
      let taken = false;
      const late = produce("meanwhile").then(() => taken = true);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      assert.equal(taken, false);
      await ping();
      assert(await end() > 0);
      await late;
    }));
}

Deno.test("a full disk touches nothing if it is never written to", async () => {
  using wanted = request({ services: { broker: redisStreams } });
  await using up = await local.provision(wanted);
  const context = { servers: up.servers } as unknown as FaultContext;
  const disturbance = await fillDisk.on(broker(redisStreams))!.begin(context);
  assert.deepEqual(await disturbance.end(), { touched: 0 });
  await redisStreams.ping(up.servers.broker.access);
});

Deno.test("a broker that writes nothing to disk does not have this fault", () => {
  const names = [kafka, rabbitmq, redisStreams, redisPubsub].map((one) =>
    fillDisk.on(broker(one))?.name
  );
  const full = "disk-full-broker";
  assert.deepEqual(names, [full, full, full, undefined]);
});
