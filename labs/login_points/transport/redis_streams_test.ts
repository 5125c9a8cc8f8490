/** Tests of a member of a Redis consumer group. */
import { join } from "node:path";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ask } from "../../../harness/services/redis/client.ts";
import { redisStreams as streams } from "../../../harness/services/redis/service.ts";
import { redisStreams } from "./redis_streams.ts";
import { link, listener, numbers, outgoing, type Stand, stand, until } from "./testing.ts";

const texts = (from: number, to: number) => numbers(from, to).map(String);

async function send(from: number, to: number): Promise<void> {
  await using sender = redisStreams.openSender();
  await sender.send(numbers(from, to).map((n) => outgoing(n)));
}

const lagOf = ({ namespace }: Stand) => namespace.lag(namespace.group);
const drained = (here: Stand) => until("no lag", async () => await lagOf(here) === 0);

Deno.test("a member handles and acknowledges every entry once, in order, for its own group", async () => {
  await using here = await stand(streams);
  await send(0, 50);
  const points = listener();
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group, prefetch: 7 });
  await receiver.run(points.handlers);
  await send(50, 100);
  await drained(here);
  assert.deepEqual(points.got, texts(0, 100));
  await until("all are acknowledged", () => points.acknowledged() === 100);
  assert.equal(await here.namespace.lag(`${here.namespace.topic}.audit`), 100);
});

Deno.test("a receiver of an unknown group fails at once", async () => {
  await using here = await stand(streams);
  await using receiver = redisStreams.openReceiver({ group: `${here.namespace.topic}.unknown` });
  await assert.rejects(receiver.run(listener().handlers), /NOGROUP/);
});

Deno.test("an entry comes again before later ones when its handler throws", async () => {
  await using here = await stand(streams);
  await send(0, 4);
  let failures = 2;
  const points = listener(({ text }) => {
    if (text === "1" && failures-- > 0) throw new Error("the target is away");
  });
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group, prefetch: 3 });
  await receiver.run(points.handlers);
  await drained(here);
  assert.deepEqual(points.got, ["0", "1", "1", "1", "2", "3"]);
  assert.equal(points.acknowledged(), 4);
});

Deno.test("a requeued entry comes last, to its group alone; the namespace lists it once", async () => {
  await using here = await stand(streams);
  await send(0, 3);
  let once = true;
  const points = listener(async (delivery) => {
    if (delivery.text !== "0" || !once) return;
    once = false;
    await delivery.requeue();
  });
  const audit = listener();
  const group = `${here.namespace.topic}.audit`;
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group });
  await using other = redisStreams.openReceiver({ group });
  await receiver.run(points.handlers);
  await other.run(audit.handlers);
  await drained(here);
  await until("no lag", async () => await here.namespace.lag(group) === 0);
  assert.deepEqual(points.got, ["0", "1", "2", "0"]);
  assert.deepEqual(audit.got, ["0", "1", "2"]);
  assert.equal((await Array.fromAsync(here.namespace.messages())).length, 3);
});

Deno.test("a buried entry is a dead letter with its reason, and a redrive returns it to its group", async () => {
  await using here = await stand(streams);
  await send(0, 3);
  const points = listener(async (delivery) => {
    if (delivery.text === "1" && points.got.length < 4) await delivery.bury("no such user");
  });
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  await drained(here);
  const [dead, ...more] = await Array.fromAsync(here.namespace.deadLetters());
  assert.deepEqual([dead.reason, dead.value, dead.key, more], ["no such user", "1", "user 1", []]);
  assert.equal(await here.namespace.redrive(here.namespace.group), 1);
  await drained(here);
  assert.deepEqual(points.got, ["0", "1", "2", "1"]);
  assert.deepEqual(await Array.fromAsync(here.namespace.deadLetters()), []);
});

Deno.test("an entry that was acknowledged early does not come again", async () => {
  await using here = await stand(streams);
  await send(0, 2);
  const points = listener(async (delivery) => {
    await delivery.ack();
    if (delivery.text === "0") throw new Error("died after the acknowledgement");
  });
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  await drained(here);
  assert.deepEqual(points.got, ["0", "1"]);
});

/** Each disturbs the link or the server and heals it; the handler may go on meanwhile. */
const trouble: Record<string, (here: Stand, goOn: () => void) => Promise<unknown>> = {
  "a cut link": (here) => here.links.reset([link]),
  "a killed server": async ({ server }) => {
    await server.kill();
    await server.start();
  },
  "a silent link": async ({ links }, goOn) => {
    const partition = await links.disturb([link], { kind: "partition" });
    goOn();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await links.heal(partition);
  },
  "a frozen server": async ({ server }, goOn) => {
    await server.pause();
    goOn();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await server.resume();
  },
};

for (const [what, disturb] of Object.entries(trouble)) {
  Deno.test(`unacknowledged entries come again, in order and without loss, after ${what}`, async () => {
    await using here = await stand(streams);
    await send(0, 20);
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const points = listener(async ({ text }) => {
      if (text !== "5") return;
      inHand.resolve();
      await goOn.promise;
    });
    await using receiver = redisStreams.openReceiver({ group: here.namespace.group, prefetch: 10 });
    await receiver.run(points.handlers);
    await inHand.promise;
    await disturb(here, goOn.resolve);
    goOn.resolve();
    await drained(here);
    await send(20, 30);
    await drained(here);
    const copies = points.got.filter((text) => text === "5").length;
    // A healed link may still deliver the acknowledgement, and a resumed server may still handle it.
    assert.ok(copies === 2 || (copies === 1 && /silent|frozen/.test(what)), `${copies} copies`);
    assert.deepEqual(points.got.slice(0, 6), texts(0, 6));
    assert.deepEqual(points.got.slice(points.got.lastIndexOf("5")), texts(5, 30));
  });
}

Deno.test("a reader that waits notices a silent link, and reads on when it is healed", async () => {
  await using here = await stand(streams);
  const points = listener();
  await using receiver = redisStreams.openReceiver({ group: here.namespace.group });
  await receiver.run(points.handlers);
  const partition = await here.links.disturb([link], { kind: "partition" });
  await here.namespace.produce([{ partition: 0, key: "user", value: "1", headers: {} }]);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await here.links.heal(partition);
  await drained(here);
  assert.deepEqual(points.got, ["1"]);
});

Deno.test("another member gets the entries of a dead member; a slow member keeps its own entries", async () => {
  await using here = await stand(streams);
  const { topic, group } = here.namespace;
  await send(0, 5);
  {
    await using dead = await member("points#2");
    await until("the member has the first entry", () => dead.said.includes("0"));
  }
  const slow = Promise.withResolvers<void>();
  const points = listener(({ text }) => text === "1" ? slow.promise : undefined);
  await using receiver = redisStreams.openReceiver({ group });
  await receiver.run(points.handlers);
  await using other = await member("points#3", 0);
  // The slow member waits longer than the limit after which a member counts as dead.
  await until(
    "another member has the entry of the dead member",
    () => [...points.got, ...other.said].includes("0"),
  );
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  slow.resolve();
  await drained(here);
  const all = [...points.got, ...other.said];
  assert.deepEqual(all.toSorted(), texts(0, 5));
  const pending = await ask(here.server.access, (redis) => redis.xpending(topic, group));
  assert.equal(pending[0], 0);
});

Deno.test("a member that died gets its own entries again as soon as it is back", async () => {
  await using here = await stand(streams);
  await send(0, 3);
  {
    await using first = await member("points");
    await until("the member has the first entry", () => first.said.includes("0"));
  }
  await using again = await member("points", 0);
  await until("all handled", () => again.said.length === 3);
  await drained(here);
  assert.deepEqual(again.said, texts(0, 3));
});

/** A separate process that holds each entry for `holdMs`. Disposing kills it. */
async function member(id: string, holdMs = 60_000) {
  const config = join(import.meta.dirname!, "../../../deno.json");
  const child = spawn(Deno.execPath(), ["run", "-A", "--config", config, "-"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...Deno.env.toObject(), ASYNCLAB_ROLE: id },
  });
  child.stdin.end(`
    import { redisStreams } from "${import.meta.resolve("./redis_streams.ts")}";
    const receiver = redisStreams.openReceiver({ group: Deno.env.get("GROUP") });
    await receiver.run({ handle: async ({ text }) => {
      console.log(text);
      await new Promise((resolve) => setTimeout(resolve, ${holdMs}));
    } });
    console.log("ready");`);
  const said: string[] = [];
  const ready = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = text.trim().split("\n");
    said.push(...lines.filter((line) => line !== "ready"));
    if (lines.includes("ready")) ready.resolve();
  });
  const gone = once(child, "close");
  await ready.promise;
  return {
    said,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
