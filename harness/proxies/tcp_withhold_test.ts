import assert from "node:assert/strict";
import net from "node:net";
import type { Direction, TcpProxies } from "../contract/lab.ts";
import { openTcpProxies } from "./tcp_proxies.ts";

/** A server that records the chunks it gets and answers each with `answer to CHUNK`. */
async function answering() {
  const got: string[] = [];
  const ends: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (chunk) => {
      got.push(String(chunk));
      socket.write(`answer to ${chunk}`);
    });
    socket.on("end", () => ends.push("EOF"));
    socket.on("error", (error: NodeJS.ErrnoException) => ends.push(error.code!));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    got,
    ends,
    sockets,
    upstream: { host: "127.0.0.1", port },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A client that records the answers it gets and how its connection ended. */
async function talker(port: number) {
  const heard: string[] = [];
  const socket = net.connect(port, "127.0.0.1");
  const end = new Promise<string>((resolve) => {
    socket.on("data", (chunk) => heard.push(String(chunk)));
    socket.once("end", () => resolve("EOF"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code!));
  });
  await new Promise((resolve) => socket.once("connect", resolve));
  return { socket, heard, end, [Symbol.dispose]: () => socket.destroy() };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 50));

async function open(links: TcpProxies, { upstream }: { upstream: { host: string; port: number } }) {
  return (await links.open("points-broker", { listenPort: 0, upstream })).port;
}

Deno.test("up: the client's bytes never arrive, the server's bytes do, and the heal sends an RST", async () => {
  await using server = await answering();
  await using links = await openTcpProxies();
  const port = await open(links, server);
  using busy = await talker(port);
  using idle = await talker(port);
  for (const { socket, heard } of [busy, idle]) {
    socket.write("hello");
    await until(() => heard.length === 1);
  }
  const id = await links.disturb(["points-broker"], { kind: "withhold", direction: "up" });
  assert.equal(await links.touched(id), 0);
  busy.socket.write("ack");
  for (const socket of server.sockets) socket.write("more");
  await until(() => busy.heard.length === 2 && idle.heard.length === 2);
  await aWhile();
  assert.equal(await links.touched(id), 1);
  assert.equal(await links.heal(id), 1);
  await assert.rejects(links.touched(id), /healed already/);
  assert.equal(await busy.end, "ECONNRESET");
  await until(() => server.ends.length === 1);
  assert.deepEqual(server.ends, ["ECONNRESET"]);
  assert.deepEqual(server.got, ["hello", "hello"]);
  // A connection without withheld bytes goes on as before.
  idle.socket.write("still here");
  await until(() => idle.heard.length === 3);
});

Deno.test("down: the server gets the request, and its answer never arrives", async () => {
  await using server = await answering();
  await using links = await openTcpProxies();
  const port = await open(links, server);
  const id = await links.disturb(["points-broker"], { kind: "withhold", direction: "down" });
  using client = await talker(port);
  client.socket.write("message");
  await until(() => server.got.length === 1);
  await aWhile();
  assert.equal(await links.heal(id), 1);
  assert.equal(await client.end, "ECONNRESET");
  assert.deepEqual(client.heard, []);
  using next = await talker(port);
  next.socket.write("again");
  await until(() => next.heard.length === 1);
});

Deno.test("withheld bytes count as dropped when their receiver goes away", async () => {
  await using server = await answering();
  await using links = await openTcpProxies();
  const port = await open(links, server);
  using client = await talker(port);
  client.socket.write("hello");
  await until(() => client.heard.length === 1);
  const id = await links.disturb(["points-broker"], { kind: "withhold", direction: "up" });
  client.socket.write("ack");
  await aWhile();
  for (const socket of server.sockets) socket.resetAndDestroy();
  assert.equal(await client.end, "ECONNRESET");
  await aWhile();
  assert.equal(await links.heal(id), 1);
  assert.deepEqual(server.got, ["hello"]);
});

for (const direction of ["up", "down"] as Direction[]) {
  Deno.test(`${direction}: before any byte is withheld nothing is touched, and an EOF is passed on`, async () => {
    await using server = await answering();
    await using links = await openTcpProxies();
    using client = await talker(await open(links, server));
    client.socket.write("hello");
    await until(() => client.heard.length === 1);
    const id = await links.disturb(["points-broker"], { kind: "withhold", direction });
    client.socket.end();
    await until(() => server.ends.length === 1);
    assert.deepEqual(server.ends, ["EOF"]);
    assert.equal(await links.heal(id), 0);
    assert.equal(await client.end, "EOF");
  });
}

Deno.test("an RST behind withheld bytes is held back with them", async () => {
  await using server = await answering();
  await using links = await openTcpProxies();
  using client = await talker(await open(links, server));
  client.socket.write("hello");
  await until(() => client.heard.length === 1);
  const id = await links.disturb(["points-broker"], { kind: "withhold", direction: "up" });
  client.socket.write("ack");
  await aWhile();
  client.socket.resetAndDestroy();
  await aWhile();
  assert.deepEqual(server.ends, []);
  assert.equal(await links.heal(id), 1);
  await until(() => server.ends.length === 1);
  assert.deepEqual(server.got, ["hello"]);
});
