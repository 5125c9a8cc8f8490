import assert from "node:assert/strict";
import { openTcpProxies } from "../../../harness/proxies/tcp_proxies.ts";
import { provision } from "../../../harness/servers/local/testing.ts";
import { rabbitmq as service } from "../../../harness/services/rabbitmq/service.ts";
import { rabbitmq } from "./rabbitmq.ts";
import {
  bodies,
  consumer,
  isDeclared,
  outgoing,
  some,
  toBroker,
  until,
} from "./rabbitmq_testing.ts";

Deno.test("a message that was not acknowledged comes again, in order", async (t) => {
  await using up = await provision({ services: { broker: service } });
  const { broker } = up.servers;
  await using links = await openTcpProxies();
  const at = await links.open("points-broker", { listenPort: 0, upstream: broker.access.endpoint });

  await t.step(
    "after a cut connection only unacknowledged messages come again",
    async () => {
      const { namespace } = await isDeclared(up, `${up.run}-cut`, {}, at);
      await using _namespace = namespace;
      const handled: string[] = [];
      const acknowledged: string[] = [];
      let cut = 0;
      {
        await using receiver = rabbitmq.openReceiver({ group: namespace.group, prefetch: 4 });
        await receiver.run({
          async handle({ text }) {
            handled.push(text);
            if (text === outgoing(3).body && cut === 0) cut = await links.reset(["points-broker"]);
          },
          acknowledged: () => Promise.resolve(void acknowledged.push(handled.at(-1)!)),
        });
        await namespace.produce(some(0, 10).map(toBroker));
        await until(() => acknowledged.length === 10);
      }
      assert.equal(cut, 1);
      assert.deepEqual(handled, [...bodies(0, 4), ...bodies(3, 7)]);
      assert.deepEqual(acknowledged, bodies(0, 10));
      assert.equal(await namespace.lag(namespace.group), 0);
    },
  );

  await t.step(
    "the message comes again after a handler throws, and after a kill of the broker",
    async () => {
      const { namespace } = await isDeclared(up, `${up.run}-throws`, {}, at);
      await using _namespace = namespace;
      await namespace.onDisk!();
      const handled: string[] = [];
      let killed = 0;
      await using receiver = rabbitmq.openReceiver({ group: namespace.group, prefetch: 4 });
      await receiver.run({
        async handle({ text, ack }) {
          handled.push(text);
          if (text !== outgoing(2).body) return;
          if (handled.length === 3) throw new Error("the target is away");
          if (handled.length === 4) killed = await broker.kill();
          await ack();
        },
      });
      await namespace.produce(some(0, 6).map(toBroker));
      await until(() => killed > 0);
      await broker.start();
      await until(() => handled.length === 8);
      assert.deepEqual(handled, [...bodies(0, 3), ...bodies(2, 1), ...bodies(2, 4)]);
      await until(async () => await namespace.lag(namespace.group) === 0);
    },
  );

  await t.step(
    "a requeued message comes later, a buried one is a dead letter, an acknowledged one is gone",
    async () => {
      const { namespace } = await isDeclared(up, `${up.run}-hands`, {}, at);
      await using _namespace = namespace;
      const handled: string[] = [];
      let acknowledged = 0;
      await namespace.produce(some(0, 4).map(toBroker));
      await using receiver = rabbitmq.openReceiver({ group: namespace.group, prefetch: 4 });
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
      const dead = await Array.fromAsync(namespace.deadLetters());
      assert.deepEqual(dead.map(({ value, key, reason }) => [value, key, reason]), [
        [outgoing(1).body, "user 1", "not a login"],
      ]);
      assert.equal(await namespace.redrive(namespace.group), 1);
      await until(() => acknowledged === 5);
      assert.equal((await Array.fromAsync(namespace.deadLetters())).length, 1);
    },
  );
});

Deno.test("when the active consumer is killed, the next consumer continues in order", async () => {
  await using up = await provision({ services: { broker: service } });
  const { namespace, env } = await isDeclared(up, up.run, { singleActiveConsumer: true });
  await using _namespace = namespace;
  const first = consumer({ ...env, SLOW_AT: outgoing(20).body });
  await first.says("ready");
  const second = consumer({ ...env, SLOW_AT: "" });
  await second.says("ready");
  await namespace.produce(some(0, 60).map(toBroker));
  await first.says(`begin ${outgoing(20).body}`);
  assert.deepEqual(second.lines(), ["ready"]);
  await first.kill("SIGKILL");
  await second.says(`end ${outgoing(59).body}`);
  const done = [...first.lines(), ...second.lines()].filter((line) => line.startsWith("end "));
  assert.deepEqual(done, bodies(0, 60).map((body) => `end ${body}`));
  await second.kill("SIGTERM");
  assert.equal(await namespace.lag(namespace.group), 0);
});
