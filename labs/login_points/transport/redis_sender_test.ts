/** Tests of the Redis senders: stream entries, and messages on a channel. */
import assert from "node:assert/strict";
import type { Access } from "../../../harness/contract/lab.ts";
import type { Broker } from "../../../harness/services/broker.ts";
import { ask } from "../../../harness/services/redis/client.ts";
import {
  redisPubsub as channel,
  redisStreams as streams,
} from "../../../harness/services/redis/service.ts";
import { redisPubsub } from "./redis_pubsub.ts";
import { redisStreams } from "./redis_streams.ts";
import { inBroker, link, numbers, outgoing, stand, until } from "./testing.ts";
import { Refused, type Transport } from "./transport.ts";

const routes: [string, Broker, Transport][] = [
  ["streams", streams, redisStreams],
  ["pub/sub", channel, redisPubsub],
];
const mebibyte = 1024 * 1024;
const timeoutMs = 400;

for (const [route, broker, transport] of routes) {
  Deno.test(`${route}: sent messages are in the broker, in order`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender();
    await sender.send([]);
    await sender.send(numbers(0, 300).map((n) => outgoing(n)));
    await Promise.all(numbers(300, 330).map((n) => sender.send([outgoing(n)])));
    assert.deepEqual(await inBroker(here.namespace), numbers(0, 330));
    const [first] = await Array.fromAsync(here.namespace.messages());
    assert.deepEqual([first.key, first.headers], ["user 0", { id: "id 0", type: "LoggedIn" }]);
  });

  Deno.test(`${route}: a message that is too large is refused, and the next message arrives`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender();
    const large = outgoing(1, "1".padStart(mebibyte + 1, "0"));
    await assert.rejects(sender.send([outgoing(0), large]), Refused);
    await assert.rejects(sender.send([large]), Refused);
    // In an entry the body is a separate value; on a channel the whole message is one value.
    const whole = "2".padStart(mebibyte, "0");
    const fits = route === "streams" ? whole : whole.slice(100);
    if (fits !== whole) await assert.rejects(sender.send([outgoing(1, whole)]), Refused);
    await sender.send([outgoing(2, fits)]);
    await sender.send([outgoing(3)]);
    assert.deepEqual(await inBroker(here.namespace), [2, 3]);
  });

  Deno.test(`${route}: a send fails while the server is away, and the first send after that works`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender({ timeoutMs });
    await sender.send([outgoing(0)]);
    // A channel keeps nothing: a message that nobody received before the kill is lost.
    assert.deepEqual(await inBroker(here.namespace), [0]);
    await here.server.kill();
    for (const n of [1, 2]) await assert.rejects(sender.send([outgoing(n)]));
    await here.server.start();
    if (!here.namespace.keeps) await untilHeard(here.namespace.topic, here.server.access);
    await sender.send([outgoing(3)]);
    assert.deepEqual(await inBroker(here.namespace), [0, 3]);
  });

  Deno.test(`${route}: a message that failed on a cut link or without a connection never arrives`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender({ timeoutMs });
    await sender.send([outgoing(0)]);
    await here.links.reset([link]);
    // The sender notices the cut either with this send or before it.
    const again = await sender.send([outgoing(1)]).then(() => [1], () => []);
    await sender.send([outgoing(2)]);
    assert.deepEqual(await inBroker(here.namespace), [0, ...again, 2]);
  });

  Deno.test(`${route}: a send in a partition fails in time, and the first send after the partition works`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender({ timeoutMs });
    await sender.send([outgoing(0)]);
    const partition = await here.links.disturb([link], { kind: "partition" });
    // The proxy holds the bytes of the old connection. On new connections nothing is written.
    for (const n of [1, 2, 3]) await assert.rejects(sender.send([outgoing(n)]), /no answer/);
    await here.links.heal(partition);
    await sender.send([outgoing(4)]);
    await sender.send([outgoing(5)]);
    const found = await inBroker(here.namespace);
    assert.deepEqual(found.filter((n) => n !== 1), [0, 4, 5]);
  });

  Deno.test(`${route}: a silent server takes at most the first message written to it`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender({ timeoutMs });
    await sender.send([outgoing(0)]);
    await here.server.pause();
    for (const n of [1, 2, 3]) await assert.rejects(sender.send([outgoing(n)]), /no answer/);
    await here.server.resume();
    await sender.send([outgoing(4)]);
    const found = await inBroker(here.namespace);
    assert.deepEqual(found.filter((n) => n !== 1), [0, 4]);
  });

  Deno.test(`${route}: an unconfirmed send does not wait`, async () => {
    await using here = await stand(broker);
    await using sender = transport.openSender({ unconfirmed: true, timeoutMs });
    await sender.send([outgoing(0)]);
    await until("the first one is there", async () => (await inBroker(here.namespace)).length > 0);
    await here.server.pause();
    await sender.send([outgoing(1)]);
    await here.server.kill();
    await here.server.start();
    if (!here.namespace.keeps) await untilHeard(here.namespace.topic, here.server.access);
    await until("it sends again", () => sender.send([outgoing(2)]).then(() => true, () => false));
    await until("the last one is there", async () => (await inBroker(here.namespace)).at(-1) === 2);
    assert.deepEqual(await inBroker(here.namespace), [0, 2]);
  });
}

/** The harness listens again. */
const untilHeard = (topic: string, access: Access) =>
  until(
    "the harness listens",
    () => ask(access, async (redis) => (await redis.pubsub("NUMSUB", topic))[1] !== 0),
  );
