import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
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

Deno.test("bytes go through a link, and `names` lists it", async () => {
  await using server = await echo();
  await using links = await openTcpProxies();
  using client = await dial(links, "login-source", server.upstream);
  await writeAll(client, pattern(1000, 1));
  assert.deepEqual(await readSome(client, 1000), pattern(1000, 1));
  assert.deepEqual(links.names(), ["login-source"]);
  await assert.rejects(links.open("login-source", { listenPort: 0, upstream: server.upstream }));
  await assert.rejects(links.reset(["nobody"]), /no link 'nobody'; open links: login-source/);
});

Deno.test("a client that half-closes first still gets an answer of 32 MiB", async () => {
  const answer = pattern(32 << 20, 3);
  await using server = listen(async (connection) => {
    assert.deepEqual(await readToEnd(connection), pattern(100_000, 2));
    await writeAll(connection, answer);
    await connection.closeWrite();
  });
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", server.upstream);
  await writeAll(client, pattern(100_000, 2));
  await client.closeWrite();
  assert.equal(Buffer.compare(await readToEnd(client), answer), 0);
});

Deno.test("a server that half-closes first still gets the rest of the client's bytes", async () => {
  const got = Promise.withResolvers<Uint8Array>();
  await using server = listen(async (connection) => {
    await connection.closeWrite();
    got.resolve(await readToEnd(connection));
  });
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", server.upstream);
  assert.equal((await readToEnd(client)).length, 0);
  await writeAll(client, pattern(5000, 4));
  await client.closeWrite();
  assert.deepEqual(await got.promise, pattern(5000, 4));
});

Deno.test("`reset` sends a true RST to both sides and counts the connections", async () => {
  const seen: Promise<unknown>[] = [];
  await using server = listen((connection) => {
    const end = readToEnd(connection).then(() => "EOF", (error) => error);
    seen.push(end);
    return end.then(() => {});
  });
  await using links = await openTcpProxies();
  const route = { listenPort: 0, upstream: server.upstream };
  const { port } = await links.open("a-b", route);
  await links.open("idle", route);
  const clients = [0, 1, 2].map(() => net.connect(port, "127.0.0.1"));
  const codes = clients.map((client) =>
    new Promise((resolve) => {
      client.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      client.once("end", () => resolve("EOF"));
      client.resume();
    })
  );
  clients.forEach((client) => client.write("x"));
  while (server.accepted() < 3) await sleep(2);
  assert.equal(await links.reset(["a-b", "idle"]), 3);
  assert.deepEqual(await Promise.all(codes), ["ECONNRESET", "ECONNRESET", "ECONNRESET"]);
  for (const end of await Promise.all(seen)) {
    assert.ok(end instanceof Deno.errors.ConnectionReset, String(end));
  }
  assert.equal(await links.reset(["a-b", "idle"]), 0);
});

Deno.test("an RST from the server arrives as an RST, after the bytes before it", async () => {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write("bye", () => socket.resetAndDestroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", { host: "127.0.0.1", port });
  await client.write(new Uint8Array(1));
  assert.equal(new TextDecoder().decode(await readSome(client, 3)), "bye");
  await assert.rejects(client.read(new Uint8Array(1)), Deno.errors.ConnectionReset);
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("a client is reset where there is no server", async () => {
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  gone.close();
  await using links = await openTcpProxies();
  using client = await dial(links, "a-b", { host: "127.0.0.1", port: gone.addr.port });
  await assert.rejects(client.read(new Uint8Array(1)), Deno.errors.ConnectionReset);
});
