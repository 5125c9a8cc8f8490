import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import fc from "fast-check";
import { Refusal } from "../errors.ts";
import { openTcpProxies } from "./tcp_proxies.ts";
import {
  dial,
  echo,
  listen,
  pattern,
  readSome,
  readToEnd,
  sleep,
  writeAll,
} from "./tcp_testing.ts";

Deno.test("a partition holds back bytes and dials, and the heal passes all of them on in order", async () => {
  await using server = await echo();
  await using links = await openTcpProxies();
  const { port } = await links.open("a-b", { listenPort: 0, upstream: server.upstream });
  using early = await Deno.connect({ port });
  await writeAll(early, pattern(10, 1));
  await readSome(early, 10);

  const partition = await links.disturb(["a-b"], { kind: "partition" });
  await writeAll(early, pattern(1000, 2));
  using late = await Deno.connect({ port });
  await writeAll(late, pattern(500, 3));
  await late.closeWrite();
  let heard = false;
  const answer = readSome(early, 1000).then((bytes) => (heard = true, bytes));
  await sleep(100);
  assert.equal(heard, false);
  assert.equal(server.accepted(), 1);

  // The bytes of `early`, and the dial, the bytes and the EOF of `late`.
  assert.equal(await links.heal(partition), 4);
  assert.deepEqual(await answer, pattern(1000, 2));
  assert.deepEqual(await readToEnd(late), pattern(500, 3));
  assert.equal(server.accepted(), 2);
});

Deno.test("a partition stops reading instead of filling memory", async () => {
  const bytes = pattern(64 << 20, 5);
  await using server = await listen(async (connection) => {
    await writeAll(connection, (await readSome(connection, bytes.length)).subarray(-8));
  });
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", server.upstream);
  const partition = await links.disturb(["a-b"], { kind: "partition" });
  let written = false;
  const writing = writeAll(client, bytes).then(() => written = true);
  await sleep(700);
  assert.equal(written, false);
  await links.heal(partition);
  await writing;
  assert.deepEqual(await readSome(client, 8), bytes.slice(-8));
});

Deno.test("a delay holds back chunks but does not limit throughput, and counts every chunk", async () => {
  await using server = await echo();
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", server.upstream);
  // A connection that the proxy has not accepted yet would count as held back.
  await writeAll(client, pattern(1, 0));
  await readSome(client, 1);
  await links.open("idle", { listenPort: 0, upstream: server.upstream });
  const idle = await links.disturb(["idle"], { kind: "delay", delayMs: 50, jitterMs: 10 });
  const quiet = await links.disturb(["a-b"], { kind: "partition" });
  assert.equal(await links.heal(quiet), 0);

  const delay = await links.disturb(["a-b"], { kind: "delay", delayMs: 60, jitterMs: 30 });
  const bytes = pattern(16 << 20, 6);
  const writing = writeAll(client, bytes);
  assert.equal(Buffer.compare(await readSome(client, bytes.length), bytes), 0);
  await writing;
  assert.ok(await links.heal(delay) >= 2);
  assert.equal(await links.heal(idle), 0);
  await assert.rejects(links.heal(idle), /healed already/);
});

for (const first of ["delay", "partition"] as const) {
  Deno.test(`overlapping conditions keep the bytes in order when the ${first} is healed first`, async () => {
    await using server = await echo();
    await using links = await openTcpProxies();
    using client = await dial(links, "a-b", server.upstream);
    const ids = {
      delay: await links.disturb(["a-b"], { kind: "delay", delayMs: 3_600_000, jitterMs: 0 }),
      partition: await links.disturb(["a-b"], { kind: "partition" }),
    };
    const second = first === "delay" ? "partition" : "delay";
    await writeAll(client, pattern(777, 7));
    let heard = false;
    const answer = readSome(client, 777).then((bytes) => (heard = true, bytes));
    await sleep(30);
    const late = await links.disturb(["a-b"], { kind: "partition" });
    assert.ok(await links.heal(late) >= 1);
    assert.ok(await links.heal(ids[first]) >= 1);
    await sleep(50);
    assert.equal(heard, false);
    assert.ok(await links.heal(ids[second]) >= 1);
    assert.deepEqual(await answer, pattern(777, 7));
  });
}

Deno.test("a partition holds back an EOF and an RST too", async () => {
  const ends: string[] = [];
  await using server = listen(async (connection) => {
    ends.push(await readToEnd(connection).then(() => "EOF", () => "RST"));
  });
  await using links = await openTcpProxies();
  const { port } = await links.open("a-b", { listenPort: 0, upstream: server.upstream });
  const [polite, rude] = [0, 1].map(() => net.connect(port, "127.0.0.1"));
  for (const client of [polite, rude]) client.write("x");
  while (server.accepted() < 2) await sleep(2);
  const partition = await links.disturb(["a-b"], { kind: "partition" });
  polite.end();
  rude.resetAndDestroy();
  await sleep(50);
  assert.deepEqual(ends, []);
  assert.equal(await links.heal(partition), 2);
  while (ends.length < 2) await sleep(2);
  assert.deepEqual(ends.sort(), ["EOF", "RST"]);
  polite.destroy();
});

Deno.test("the error names a port in use and its link, and a freed port is used again at once", async () => {
  await using server = await echo();
  let listenPort: number;
  {
    await using links = await openTcpProxies();
    const { port } = await links.open("a-b", { listenPort: 0, upstream: server.upstream });
    listenPort = port;
    using client = await Deno.connect({ port });
    await writeAll(client, pattern(10, 1));
    await readSome(client, 10);
    await assert.rejects(
      links.open("c-d", { listenPort, upstream: server.upstream }),
      (error) =>
        error instanceof Refusal && error.code === 69 && error.message.includes(`${listenPort}`) &&
        error.message.includes("c-d"),
    );
    assert.deepEqual(links.names(), ["a-b"]);
  }
  await assert.rejects(Deno.connect({ port: listenPort }), Deno.errors.ConnectionRefused);
  await using links = await openTcpProxies();
  const { port } = await links.open("a-b", { listenPort, upstream: server.upstream });
  assert.equal(port, listenPort);
});

Deno.test("an error in the thread rejects the current call and all later calls", async () => {
  const program = (code: string) => `data:application/javascript,${encodeURIComponent(code)}`;
  await assert.rejects(openTcpProxies(program(`throw new Error("no thread")`)), /no thread/);
  const dies = `self.onmessage = () => { setTimeout(() => { throw new Error("gone"); }) };
    self.postMessage({ id: 0 });`;
  await using links = await openTcpProxies(program(dies));
  await assert.rejects(links.reset([]), /thread of the links failed: .*gone/);
  await assert.rejects(links.heal(1), /gone/);
});

Deno.test("no byte is lost or reordered, under any conditions and times of heal", async () => {
  await using server = await echo();
  await using links = await openTcpProxies();
  let runs = 0;
  const condition = fc.oneof(
    fc.constant({ kind: "partition" as const }),
    fc.record({
      kind: fc.constant("delay" as const),
      delayMs: fc.integer({ min: 0, max: 20 }),
      jitterMs: fc.integer({ min: 0, max: 20 }),
    }),
  );
  const episode = fc.record({
    condition,
    afterMs: fc.integer({ min: 0, max: 15 }),
    forMs: fc.integer({ min: 0, max: 25 }),
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(episode, { maxLength: 4 }),
      fc.array(sizes, { minLength: 1, maxLength: 4 }),
      async (episodes, connections) => {
        const name = `run-${runs++}`;
        const { port } = await links.open(name, { listenPort: 0, upstream: server.upstream });
        const disturbing = episodes.map(async ({ condition, afterMs, forMs }) => {
          await sleep(afterMs);
          const id = await links.disturb([name], condition);
          await sleep(forMs);
          await links.heal(id);
        });
        const talking = connections.map(async (sizes, i) => {
          using client = await Deno.connect({ port });
          const sent = sizes.map((size, k) => pattern(size, i * 100 + k));
          const reading = readToEnd(client);
          for (const [k, bytes] of sent.entries()) {
            await writeAll(client, bytes);
            await sleep(k * 2);
          }
          await client.closeWrite();
          assert.equal(Buffer.compare(await reading, Buffer.concat(sent)), 0);
        });
        await Promise.all([...disturbing, ...talking]);
      },
    ),
    { numRuns: 60 },
  );
});
