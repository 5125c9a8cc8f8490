/** Tests of a receiver on a Redis channel. */
import { join } from "node:path";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ask } from "../../../harness/services/redis/client.ts";
import { redisPubsub as channel } from "../../../harness/services/redis/service.ts";
import { redisPubsub } from "./redis_pubsub.ts";
import { link, listener, numbers, outgoing, type Stand, stand, until } from "./testing.ts";

const texts = (from: number, to: number) => numbers(from, to).map(String);

const produce = ({ namespace }: Stand, from: number, to: number) =>
  namespace.produce(
    numbers(from, to).map((n) => ({
      partition: 0,
      key: "user",
      value: String(n),
      headers: {},
    })),
  );

/** The harness listens too. */
const listeners = ({ server, namespace }: Stand) =>
  ask(server.access, async (redis) => Number((await redis.pubsub("NUMSUB", namespace.topic))[1]));

Deno.test("every subscriber handles every message once, in order", async () => {
  await using here = await stand(channel);
  const [points, audit] = [listener(), listener()];
  await using one = redisPubsub.openReceiver({ group: here.namespace.group });
  await using two = redisPubsub.openReceiver({ group: here.namespace.group });
  await one.run(points.handlers);
  await two.run(audit.handlers);
  await using sender = redisPubsub.openSender();
  await sender.send(numbers(0, 200).map((n) => outgoing(n)));
  await until("all heard", () => points.got.length === 200 && audit.got.length === 200);
  assert.deepEqual(points.got, texts(0, 200));
  assert.deepEqual(audit.got, texts(0, 200));
  await until("all are acknowledged", () => points.acknowledged() === 200);
});

Deno.test("a receiver misses the messages that are sent while it does not listen", async () => {
  await using here = await stand(channel);
  const points = listener();
  await produce(here, 0, 5);
  {
    await using receiver = redisPubsub.openReceiver({ group: here.namespace.group });
    await receiver.run(points.handlers);
    await produce(here, 5, 10);
    await until("heard", () => points.got.length === 5);
  }
  await produce(here, 10, 15);
  await using receiver = redisPubsub.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  await produce(here, 15, 20);
  await until("heard again", () => points.got.includes("19"));
  assert.deepEqual(points.got, [...texts(5, 10), ...texts(15, 20)]);
  assert.equal((await Array.fromAsync(here.namespace.messages())).length, 20);
});

const trouble: Record<string, (here: Stand) => Promise<unknown>> = {
  "a cut link": (here) => here.links.reset([link]),
  "a killed server": async ({ server }) => {
    await server.kill();
    await server.start();
  },
  "a frozen server": async ({ server }) => {
    await server.pause();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await server.resume();
  },
};

for (const [what, disturb] of Object.entries(trouble)) {
  Deno.test(`a receiver listens again by itself after ${what}`, async () => {
    await using here = await stand(channel);
    const points = listener();
    await using receiver = redisPubsub.openReceiver({ group: here.namespace.group });
    await receiver.run(points.handlers);
    await produce(here, 0, 3);
    await until("heard", () => points.got.length === 3);
    await disturb(here);
    let n = 3;
    await until("it hears again", async () => {
      await produce(here, n, ++n);
      return points.got.includes(String(n - 1));
    });
    await produce(here, n, n + 3);
    await until("heard", () => points.got.includes(String(n + 2)));
    assert.deepEqual(points.got.slice(-3), texts(n, n + 3));
    assert.equal(await listeners(here), 2);
  });
}

Deno.test("a receiver gives up a connection while it is silent", async () => {
  await using here = await stand(channel);
  const points = listener();
  await using receiver = redisPubsub.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  const partition = await here.links.disturb([link], { kind: "partition" });
  await produce(here, 0, 3);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await here.links.heal(partition);
  // Message 0 was sent to the connection that the client gave up. A client that waited would get it now.
  let n = 10;
  await until("it hears again", async () => {
    await produce(here, n, ++n);
    return points.got.length > 0;
  });
  assert.ok(!points.got.includes("0"), points.got.join());
});

Deno.test("a failed message is retried first, a requeued message comes last, and no message can be buried", async () => {
  await using here = await stand(channel);
  let failures = 1;
  const points = listener(async (delivery) => {
    if (delivery.text === "1" && failures-- > 0) throw new Error("the target is away");
    if (delivery.text === "2" && points.got.length < 5) await delivery.requeue();
    if (delivery.text === "4") await assert.rejects(delivery.bury("poison"), /no dead-letter/);
  });
  await using receiver = redisPubsub.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  await produce(here, 0, 5);
  await until("all handled", () => points.acknowledged() === 5);
  assert.deepEqual(points.got, ["0", "1", "1", "2", "3", "4", "2"]);
});

Deno.test("messages that wait in memory are handled at SIGTERM and lost in a crash", async () => {
  await using here = await stand(channel);
  const config = join(import.meta.dirname!, "../../../deno.json");
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const child = spawn(Deno.execPath(), ["run", "-A", "--config", config, "-"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const gone = once(child, "close");
    child.stdin.end(`
      import { leave, openRole, stopping } from "${
      import.meta.resolve("../../../harness/roles/role.ts")
    }";
      import { redisPubsub } from "${import.meta.resolve("./redis_pubsub.ts")}";
      openRole();
      const receiver = redisPubsub.openReceiver({ group: "" });
      await receiver.run({ handle: async ({ text }) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        console.log(text);
      } });
      console.log("ready");
      await new Promise((resolve) => stopping.addEventListener("abort", resolve));
      await leave(receiver);`);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => output += text);
    await until("it listens", () => output.includes("ready"));
    await produce(here, 0, 5);
    await until("it works", () => output.includes("0\n"));
    child.kill(signal);
    await gone;
    const got = output.trim().split("\n").slice(1);
    if (signal === "SIGTERM") assert.deepEqual(got, texts(0, 5));
    else assert.ok(got.length < 5, got.join());
  }
});
