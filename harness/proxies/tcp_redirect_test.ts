import assert from "node:assert/strict";
import net from "node:net";
import { openTcpProxies } from "./tcp_proxies.ts";

/** A server that says its name to each connection. */
async function naming(name: string) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write(name);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A connection: the name of the server that it reaches, and how it ends. */
async function caller(port: number) {
  const socket = net.connect(port, "127.0.0.1");
  const end = new Promise<string>((resolve) => {
    socket.once("end", () => resolve("EOF"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code!));
  });
  const name = await new Promise<string>((resolve) =>
    socket.once("data", (text) => resolve(String(text)))
  );
  return { name, end, [Symbol.dispose]: () => void socket.destroy() };
}

Deno.test("a redirect cuts open connections and sends new ones elsewhere, until it is healed", async () => {
  await using real = await naming("real");
  await using other = await naming("other");
  await using links = await openTcpProxies();
  const { port } = await links.open("a-b", { listenPort: 0, upstream: real.endpoint });
  const untouched = await links.open("c-b", { listenPort: 0, upstream: real.endpoint });
  using before = await caller(port);
  const id = await links.disturb(["a-b"], { kind: "redirect", upstream: other.endpoint });
  assert.equal(await before.end, "ECONNRESET");
  using first = await caller(port);
  using second = await caller(port);
  using third = await caller(untouched.port);
  assert.deepEqual([first.name, second.name, third.name], ["other", "other", "real"]);
  assert.equal(await links.touched(id), 2);
  assert.equal(await links.heal(id), 2);
  assert.deepEqual(await Promise.all([first.end, second.end]), ["ECONNRESET", "ECONNRESET"]);
  using after = await caller(port);
  assert.equal(after.name, "real");
});

Deno.test("a connection that waits out a partition goes where a later redirect sends it", async () => {
  await using real = await naming("real");
  await using other = await naming("other");
  await using links = await openTcpProxies();
  const { port } = await links.open("a-b", { listenPort: 0, upstream: real.endpoint });
  const cut = await links.disturb(["a-b"], { kind: "partition" });
  const waiting = caller(port);
  const id = await links.disturb(["a-b"], { kind: "redirect", upstream: other.endpoint });
  await links.heal(cut);
  const { name } = await Promise.race([waiting, caller(port)]);
  assert.equal(name, "other");
  await links.heal(id);
});
