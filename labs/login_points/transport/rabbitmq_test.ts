import assert from "node:assert/strict";
import { provision } from "../../../harness/servers/local/testing.ts";
import { rabbitmq as service } from "../../../harness/services/rabbitmq/service.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { bodies, isDeclared, kept, outgoing, some, until } from "./rabbitmq_testing.ts";
import { Refused } from "./transport.ts";

Deno.test("a send resolves when the broker has every message, and throws when one may be missing", async (t) => {
  await using up = await provision({ services: { broker: service } });
  const { broker } = up.servers;
  const { namespace } = await isDeclared(up, up.run, { kind: "command" });
  await using _namespace = namespace;
  await using sender = rabbitmq.openSender({ timeoutMs: 3_000 });

  await t.step("messages arrive in order, with all their properties", async () => {
    await sender.send(some(0, 300));
    const got = await Array.fromAsync(namespace.messages());
    assert.deepEqual(got.map(({ key, value, headers }) => ({ key, value, headers })), [
      ...some(0, 300).map(({ key, body, messageId, type }) => ({
        key,
        value: body,
        headers: { message_id: messageId, message_type: type },
      })),
    ]);
    assert.equal(await namespace.lag(namespace.group), 300);
  });

  await t.step("a message that is too large is refused, and later ones arrive", async () => {
    const large = outgoing(300, "x".repeat(1_048_577));
    await assert.rejects(sender.send([large]), Refused);
    await assert.rejects(sender.send([...some(301, 5), large, ...some(306, 5)]), Refused);
    await sender.send([outgoing(311, "y".repeat(1_048_576))]);
    assert.equal((await kept(namespace)).at(-1), "y".repeat(1_048_576));
  });

  await t.step("an unroutable message fails its send, though it is confirmed", async () => {
    await namespace.unbind();
    await assert.rejects(sender.send([outgoing(400)]), /unroutable/);
    const blind = rabbitmq.openSender({ unconfirmed: true });
    await blind.send([outgoing(401)]);
    await blind[Symbol.asyncDispose]();
    await namespace.bind();
    await sender.send([outgoing(402)]);
    const there = await kept(namespace);
    assert.equal(there.at(-1), outgoing(402).body);
    assert(!there.includes(outgoing(400).body) && !there.includes(outgoing(401).body));
  });

  await t.step("a send fails while the broker is silent or gone, then works again", async () => {
    await broker.pause();
    await assert.rejects(sender.send([outgoing(500)]), /within 3000 ms/);
    await broker.resume();
    await until(() => sender.send([outgoing(501)]).then(() => true, () => false));
    await namespace.onDisk!();
    await broker.kill();
    await assert.rejects(sender.send([outgoing(502)]));
    await broker.start();
    await until(() => sender.send([outgoing(503)]).then(() => true, () => false));
    const there = await kept(namespace);
    assert(there.includes(outgoing(501).body) && there.at(-1) === outgoing(503).body);
    assert.deepEqual(there.slice(0, 300), bodies(0, 300));
  });
});
