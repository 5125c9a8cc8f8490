import assert from "node:assert/strict";
import { join } from "node:path";
import { CompressionTypes } from "kafkajs";
import { kafkaAt } from "../../../harness/services/kafka/client.ts";
import { kafka as broker } from "../../../harness/services/kafka/service.ts";
import { kafka } from "./kafka.ts";
import { inBroker, link, listener, numbers, outgoing, stand, until } from "./testing.ts";
import { Refused } from "./transport.ts";

const root = join(import.meta.dirname!, "../../..");

const one = (n: number, body?: string) => ({ ...outgoing(n, body), key: "kim" });
const texts = (from: number, to: number) => numbers(from, to).map(String);

for (const idempotent of [false, true]) {
  const producer = idempotent ? "an idempotent producer" : "a producer";
  Deno.test(`${producer} keeps the order of a key, and goes on after the broker refused a large message`, async () => {
    await using here = await stand(broker);
    await using sender = kafka.openSender({ idempotent, timeoutMs: 10_000 });
    for (const n of numbers(0, 20)) await sender.send([one(n)]);
    await assert.rejects(sender.send([one(99, "x".repeat(2_000_000))]), Refused);
    await sender.send([one(20)]);
    assert.deepEqual(await inBroker(here.namespace), numbers(0, 21));
  });
}

Deno.test("a producer waits for a slow broker until its own timeout, not until the client's", async () => {
  await using here = await stand(broker);
  await using sender = kafka.openSender({ timeoutMs: 20_000 });
  await sender.send([one(0)]);
  const partition = await here.links.disturb([link], { kind: "partition" });
  const sent = sender.send([one(1)]);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await here.links.heal(partition);
  await sent;
  assert.deepEqual(await inBroker(here.namespace), numbers(0, 2));
});

Deno.test("a consumer reads messages that a foreign producer compressed", async () => {
  await using here = await stand(broker);
  const { topic, group } = here.namespace;
  const producer = (await kafkaAt(here.endpoint)).producer();
  await producer.connect();
  try {
    const { GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
    for (const compression of [GZIP, Snappy, LZ4, ZSTD]) {
      const messages = [{ key: "kim", value: String(compression) }];
      await producer.send({ topic, compression, acks: -1, messages });
    }
  } finally {
    await producer.disconnect();
  }
  const { got, handlers } = listener();
  await using receiver = kafka.openReceiver({ group });
  await receiver.run(handlers);
  await until("all codecs are read", () => got.length === 4);
  assert.deepEqual(got, ["1", "2", "3", "4"]);
});

Deno.test("a role's process knows every codec without the harness", async () => {
  const script = `
    import { CompressionCodecs } from "npm:kafkajs@2.2.4";
    await import("${import.meta.resolve("./kafka.ts")}");
    for (const codec of Object.values(CompressionCodecs)) codec();
    Deno.exit();`;
  const args = ["eval", "--quiet", "--config", join(root, "deno.json"), script];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});

Deno.test("a buried message does not stop the others, and a redrive returns it to its own group alone", async () => {
  await using here = await stand(broker);
  const { namespace } = here;
  await using sender = kafka.openSender({ timeoutMs: 10_000 });
  await sender.send(numbers(0, 5).map((n) => one(n)));
  let isPoison = true;
  const points = listener(async (delivery) => {
    if (delivery.text === "2" && isPoison) await delivery.bury("cannot be read");
  });
  const audit = listener();
  await using first = kafka.openReceiver({ group: namespace.group });
  await using second = kafka.openReceiver({ group: `${namespace.topic}.audit` });
  await first.run(points.handlers);
  await second.run(audit.handlers);
  const caughtUp = async () =>
    await namespace.lag(namespace.group) === 0 &&
    await namespace.lag(`${namespace.topic}.audit`) === 0;
  await until("both have read all", caughtUp);
  assert.deepEqual([points.got, audit.got], [texts(0, 5), texts(0, 5)]);

  isPoison = false;
  assert.equal(await namespace.redrive(namespace.group), 1);
  await until("it came back", () => points.got.length === 6);
  await until("both have read all", caughtUp);
  assert.deepEqual([points.got.at(-1), audit.got], ["2", texts(0, 5)]);
});

Deno.test("ack() takes effect before the handler ends; a requeued message comes again, last", async () => {
  await using here = await stand(broker);
  const { namespace } = here;
  await using sender = kafka.openSender({ timeoutMs: 10_000 });
  await sender.send(numbers(0, 3).map((n) => one(n)));
  const lags: (number | null)[] = [];
  let again = true;
  const { got, handlers } = listener(async (delivery) => {
    if (delivery.text === "0" && again) {
      again = false;
      await delivery.requeue();
    } else if (delivery.text === "1") {
      await delivery.ack();
      lags.push(await namespace.lag(namespace.group));
    }
  });
  await using receiver = kafka.openReceiver({ group: namespace.group });
  await receiver.run(handlers);
  await until("it came again", () => got.length === 4);
  assert.deepEqual(got, ["0", "1", "2", "0"]);
  // The lag counts the third message and the requeued copy behind it.
  assert.deepEqual(lags, [2]);
});

Deno.test("a handled message is acknowledged although a heartbeat fails", async () => {
  await using here = await stand(broker);
  const { namespace, links } = here;
  await using sender = kafka.openSender({ timeoutMs: 10_000 });
  await sender.send([one(0)]);
  let healed: Promise<number> | null = null;
  const { got, handlers } = listener(async () => {
    if (healed !== null) return;
    const lost = await links.disturb([link], { kind: "withhold", direction: "up" });
    // The heartbeat never arrives. The connection ends before the membership does.
    await until("the heartbeat is sent", async () => await links.touched(lost) > 0);
    healed = new Promise((resolve) => setTimeout(resolve, 100)).then(() => links.heal(lost));
  });
  await using receiver = kafka.openReceiver({ group: namespace.group });
  await receiver.run(handlers);
  await until("it is handled", () => healed !== null);
  assert(await healed! > 0);
  // No later message exists that would commit this offset as well.
  await until("it is acknowledged", async () => await namespace.lag(namespace.group) === 0);
  assert.deepEqual(got, ["0"]);
});
