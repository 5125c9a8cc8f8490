import assert from "node:assert/strict";
import type { FaultContext } from "../contract/lab.ts";
import { kafka } from "../services/kafka/service.ts";
import { rabbitmq } from "../services/rabbitmq/service.ts";
import { redisStreams } from "../services/redis/service.ts";
import type { Broker } from "../services/broker.ts";
import { unbind } from "./unbind.ts";

const on = ({ offers }: Broker) =>
  unbind.on({ name: "broker", aliases: [], scope: "server", offers: offers!("broker") });

Deno.test("the binding is missing during the fault, and restored after it", async () => {
  const done: string[] = [];
  const broker = {
    unbind: () => Promise.resolve(void done.push("unbind")),
    bind: () => Promise.resolve(void done.push("bind")),
  };
  const disturbance = await on(rabbitmq)!.begin(
    { namespaces: { broker } } as unknown as FaultContext,
  );
  assert.deepEqual(done, ["unbind"]);
  assert.deepEqual(await disturbance.end(), { touched: 1 });
  assert.deepEqual(done, ["unbind", "bind"]);
});

Deno.test("only RabbitMQ has bindings", () => {
  assert.deepEqual([kafka, redisStreams, rabbitmq].map((one) => on(one)?.name), [
    undefined,
    undefined,
    "unbind-queue",
  ]);
});
