import assert from "node:assert/strict";
import type { Endpoint, Provisioned } from "../../../harness/lab.ts";
import { openLinks } from "../../../harness/runtime/links.ts";
import { provision } from "../../../harness/runtime/local/testing.ts";
import type { Wiring } from "../../../harness/services/broker.ts";
import { type RabbitCorner, rabbitmq as service } from "../../../harness/services/rabbitmq.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { type Outgoing, Refused } from "./transport.ts";

const outgoing = (n: number, body = `{"op":${n}}`): Outgoing => ({
  messageId: `id ${n}`,
  type: "LoggedIn",
  key: `user ${n % 3}`,
  op: n,
  body,
});
const some = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => outgoing(from + i));
const bodies = (from: number, count: number) => some(from, count).map(({ body }) => body);

/** A corner, and the settings that a role would have. */
async function wired(up: Provisioned, run: string, over: Partial<Wiring> = {}, at?: Endpoint) {
  const { broker } = up.servers;
  const corner = await service.openCorner(broker, run);
  await corner.wire({
    groups: [corner.group],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
    ...over,
  });
  const env: Record<string, string> = {
    ...corner.env,
    BROKER_URL: corner.url(at ?? broker.access.endpoint),
  };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return { corner, env };
}

const kept = async (corner: RabbitCorner) =>
  (await Array.fromAsync(corner.messages())).map(({ value }) => value);

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 30_000; !await done();) {
    assert.ok(performance.now() < deadline, "it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("a send resolves when the broker has it all, and throws where it may not", async (t) => {
  await using up = await provision({ services: { broker: service } });
  const { broker } = up.servers;
  const { corner } = await wired(up, up.run, { kind: "command" });
  await using _corner = corner;
  await using sender = rabbitmq.openSender({ timeoutMs: 3_000 });

  await t.step("in order, with all that a message carries", async () => {
    await sender.send(some(0, 300));
    const got = await Array.fromAsync(corner.messages());
    assert.deepEqual(got.map(({ key, value, headers }) => ({ key, value, headers })), [
      ...some(0, 300).map(({ key, body, messageId, type }) => ({
        key,
        value: body,
        headers: { message_id: messageId, message_type: type },
      })),
    ]);
    assert.equal(await corner.lag(corner.group), 300);
  });

  await t.step("too large is refused, and what comes later goes through", async () => {
    const large = outgoing(300, "x".repeat(1_048_577));
    await assert.rejects(sender.send([large]), Refused);
    await assert.rejects(sender.send([...some(301, 5), large, ...some(306, 5)]), Refused);
    await sender.send([outgoing(311, "y".repeat(1_048_576))]);
    assert.equal((await kept(corner)).at(-1), "y".repeat(1_048_576));
  });

  await t.step("unroutable is no success, though the broker confirms it", async () => {
    await corner.unbind();
    await assert.rejects(sender.send([outgoing(400)]), /unroutable/);
    const blind = rabbitmq.openSender({ unconfirmed: true });
    await blind.send([outgoing(401)]);
    await blind[Symbol.asyncDispose]();
    await corner.bind();
    await sender.send([outgoing(402)]);
    const there = await kept(corner);
    assert.equal(there.at(-1), outgoing(402).body);
    assert(!there.includes(outgoing(400).body) && !there.includes(outgoing(401).body));
  });

  await t.step("a broker that is silent or gone is no success, and comes back", async () => {
    await broker.pause();
    await assert.rejects(sender.send([outgoing(500)]), /within 3000 ms/);
    await broker.resume();
    await until(() => sender.send([outgoing(501)]).then(() => true, () => false));
    await broker.kill();
    await assert.rejects(sender.send([outgoing(502)]));
    await broker.start();
    await until(() => sender.send([outgoing(503)]).then(() => true, () => false));
    const there = await kept(corner);
    assert(there.includes(outgoing(501).body) && there.at(-1) === outgoing(503).body);
    assert.deepEqual(there.slice(0, 300), bodies(0, 300));
  });
});

Deno.test("what was not acknowledged comes again, in order", async (t) => {
  await using up = await provision({ services: { broker: service } });
  const { broker } = up.servers;
  await using links = await openLinks();
  const at = await links.open("points-broker", { listenPort: 0, upstream: broker.access.endpoint });

  await t.step(
    "after its connection was cut: that message, and none that was acknowledged",
    async () => {
      const { corner } = await wired(up, `${up.run}-cut`, {}, at);
      await using _corner = corner;
      const handled: string[] = [];
      const acknowledged: string[] = [];
      let cut = 0;
      {
        await using receiver = rabbitmq.openReceiver({ group: corner.group, prefetch: 4 });
        await receiver.run({
          async handle({ text }) {
            handled.push(text);
            if (text === outgoing(3).body && cut === 0) cut = await links.reset(["points-broker"]);
          },
          acknowledged: () => Promise.resolve(void acknowledged.push(handled.at(-1)!)),
        });
        await corner.produce(some(0, 10).map(toBroker));
        await until(() => acknowledged.length === 10);
      }
      assert.equal(cut, 1);
      assert.deepEqual(handled, [...bodies(0, 4), ...bodies(3, 7)]);
      assert.deepEqual(acknowledged, bodies(0, 10));
      assert.equal(await corner.lag(corner.group), 0);
    },
  );

  await t.step("where a handler throws, and where the broker is killed", async () => {
    const { corner } = await wired(up, `${up.run}-throws`, {}, at);
    await using _corner = corner;
    const handled: string[] = [];
    let killed = 0;
    await using receiver = rabbitmq.openReceiver({ group: corner.group, prefetch: 4 });
    await receiver.run({
      async handle({ text, ack }) {
        handled.push(text);
        if (text !== outgoing(2).body) return;
        if (handled.length === 3) throw new Error("the target is away");
        if (handled.length === 4) killed = await broker.kill();
        await ack();
      },
    });
    await corner.produce(some(0, 6).map(toBroker));
    await until(() => killed > 0);
    await broker.start();
    await until(() => handled.length === 8);
    assert.deepEqual(handled, [...bodies(0, 3), ...bodies(2, 1), ...bodies(2, 4)]);
    await until(async () => await corner.lag(corner.group) === 0);
  });

  await t.step(
    "given back it comes later, buried it is told, acknowledged it is gone",
    async () => {
      const { corner } = await wired(up, `${up.run}-hands`, {}, at);
      await using _corner = corner;
      const handled: string[] = [];
      let acknowledged = 0;
      await corner.produce(some(0, 4).map(toBroker));
      await using receiver = rabbitmq.openReceiver({ group: corner.group, prefetch: 4 });
      await receiver.run({
        async handle({ text, ack, requeue, bury }) {
          const again = handled.includes(text);
          handled.push(text);
          if (text === outgoing(0).body && !again) await requeue();
          if (text === outgoing(1).body) await bury("not a login");
          if (text === outgoing(2).body) await ack();
        },
        acknowledged: () => Promise.resolve(void acknowledged++),
      });
      await until(() => acknowledged === 4);
      assert.deepEqual(handled, [...bodies(0, 4), ...bodies(0, 1)]);
      const dead = await Array.fromAsync(corner.deadLetters());
      assert.deepEqual(dead.map(({ value, key, reason }) => [value, key, reason]), [
        [outgoing(1).body, "user 1", "not a login"],
      ]);
      assert.equal(await corner.redrive(corner.group), 1);
      await until(() => acknowledged === 5);
      assert.equal((await Array.fromAsync(corner.deadLetters())).length, 1);
    },
  );
});

const toBroker = ({ messageId, type, key, body }: Outgoing) => ({
  partition: 0,
  key,
  value: body,
  headers: { message_id: messageId, message_type: type },
});

Deno.test("one consumer at a time keeps the order across its death", async () => {
  await using up = await provision({ services: { broker: service } });
  const { corner, env } = await wired(up, up.run, { singleActiveConsumer: true });
  await using _corner = corner;
  const first = consumer({ ...env, SLOW_AT: outgoing(20).body });
  await first.says("ready");
  const second = consumer({ ...env, SLOW_AT: "" });
  await second.says("ready");
  await corner.produce(some(0, 60).map(toBroker));
  await first.says(`begin ${outgoing(20).body}`);
  assert.deepEqual(second.lines(), ["ready"]);
  await first.kill("SIGKILL");
  await second.says(`end ${outgoing(59).body}`);
  const done = [...first.lines(), ...second.lines()].filter((line) => line.startsWith("end "));
  assert.deepEqual(done, bodies(0, 60).map((body) => `end ${body}`));
  await second.kill("SIGTERM");
  assert.equal(await corner.lag(corner.group), 0);
});

/** A process that consumes; its lines are read as they come. */
function consumer(env: Record<string, string>) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "-A", new URL("rabbitmq_testing.ts", import.meta.url).pathname],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const read = (async () => {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) text += part;
  })();
  const lines = () => text.split("\n").slice(0, -1);
  return {
    lines,
    says: (line: string) => until(() => lines().includes(line)),
    async kill(signal: Deno.Signal) {
      child.kill(signal);
      await child.status;
      await read;
    },
  };
}
