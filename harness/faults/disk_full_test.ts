import assert from "node:assert/strict";
import type { Service, Stage } from "../lab.ts";
import { provision } from "../runtime/local/testing.ts";
import { kafka } from "../services/kafka.ts";
import { diskFull } from "./disk_full.ts";
import { labOf } from "./testing/cast.ts";

const message = (key: string) => ({ partition: 0, key, value: "x".repeat(1_000), headers: {} });

Deno.test("a broker that cannot write ends, and comes back with all that it confirmed", async () => {
  await using up = await provision({ services: { broker: kafka } });
  const { broker } = up.servers;
  await using corner = await kafka.openCorner(broker, up.run);
  await corner.produce([message("before")]);
  const disturbance = await diskFull.begin({ servers: up.servers } as unknown as Stage);
  await assert.rejects(corner.produce([message("meanwhile")]));
  await assert.rejects(async () => {
    for (;;) await kafka.ping(broker.access);
  });
  assert.deepEqual(await disturbance.end(), { touched: 1 });
  await corner.produce([message("after")]);
  const keys = (await Array.fromAsync(corner.messages())).map(({ key }) => key);
  assert.deepEqual(keys, ["before", "after"]);
});

Deno.test("other brokers are not made to", () => {
  const broker = { name: "rabbitmq" } as Service;
  assert.match(diskFull.unfit!({ ...labOf({}), services: { broker } })!, /only of Kafka/);
});
