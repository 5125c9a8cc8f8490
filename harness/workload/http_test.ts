import assert from "node:assert/strict";
import { within } from "../timer.ts";
import { type Exchange, openPoster, type Poster, type Result } from "./http.ts";

/** Gives up after 10 s, so that a lost answer fails the test instead of blocking it. */
function post(poster: Poster, json: string): Promise<Result> {
  return new Promise((resolve) => {
    const exchange = poster.post(json, (result) => {
      clearTimeout(limit);
      resolve(result);
    });
    const limit = setTimeout(() => exchange.abandon("no answer"), 10_000);
  });
}

const answer = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");

Deno.test("a connection is used again, but not while a request is still being written", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heads: string[] = [];
  const talks: Promise<void>[] = [];
  const loop = (async () => {
    for await (const connection of listener) talks.push(talk(connection).catch(() => {}));
  })();
  /** Answers the first bytes of every request and does not read the rest of a long one. */
  async function talk(connection: Deno.TcpConn): Promise<void> {
    using _ = connection;
    const { port } = connection.remoteAddr as Deno.NetAddr;
    const buffer = new Uint8Array(1000);
    for (let n; (n = await connection.read(buffer)) !== null;) {
      heads.push(`${port} ${new TextDecoder().decode(buffer.subarray(0, n))}`);
      await connection.write(answer);
      if (n === buffer.length) await done.promise;
    }
  }
  const done = Promise.withResolvers<void>();
  {
    using poster = openPoster(`http://127.0.0.1:${listener.addr.port}/a?b=c`);
    for (const json of ["1", "2", "x".repeat(64 << 20), "4"]) {
      assert.deepEqual(await post(poster, json), { kind: "answered", status: 200, body: "{}" });
    }
    const ports = heads.map((head) => head.split(" ")[0]);
    assert.equal(ports.length, 4);
    assert.deepEqual([ports[1], ports[2]], [ports[0], ports[0]]);
    assert.notEqual(ports[3], ports[0]);
    assert.match(
      heads[1],
      /^\d+ POST \/a\?b=c HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n[^]*content-length: 1\r\n\r\n2$/,
    );
  }
  done.resolve();
  listener.close();
  await loop;
  await Promise.all(talks);
});

Deno.test("an abandoned exchange is unknown, and abandoning it twice or late does nothing", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) =>
      await request.text() === "hang" ? await new Promise<Response>(() => {}) : new Response("{}"),
  );
  using poster = openPoster(`http://127.0.0.1:${server.addr.port}`);
  const results: Result[] = [];
  const settled = Promise.withResolvers<void>();
  const early = poster.post("ok", (result) => (results.push(result), settled.resolve()));
  await settled.promise;
  const late = post(poster, "ok");
  early.abandon("late");
  assert.equal((await late).kind, "answered");
  const hanging = poster.post("hang", (result) => results.push(result));
  hanging.abandon("too long");
  hanging.abandon("too long");
  assert.deepEqual(results, [
    { kind: "answered", status: 200, body: "{}" },
    { kind: "unknown", reason: "too long" },
  ]);
});

Deno.test("an exchange abandoned while it waits for a connection is unsent", () => {
  using poster = openPoster("http://127.0.0.1:1");
  const results: Result[] = [];
  poster.post("1", (result) => results.push(result)).abandon("too long");
  assert.deepEqual(results, [{ kind: "unsent", reason: "too long, nothing was sent" }]);
});

Deno.test("a poster accepts only http URLs", () => {
  assert.throws(() => openPoster("https://127.0.0.1/"), /must begin with http:/);
});

Deno.test("an answer that comes while its request is given up leaves no dead connection behind", async () => {
  const lanes = 16;
  let gate = Promise.withResolvers<void>();
  let waiting = 0;
  // All answers are sent at once, so that some are read in the same turn of the event loop.
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async () => {
    if (++waiting === lanes) gate.resolve();
    await gate.promise;
    return new Response("{}");
  });
  using poster = openPoster(`http://127.0.0.1:${server.addr.port}/`);
  using _open = { [Symbol.dispose]: () => gate.resolve() };
  for (let round = 0; round < 50; round++) {
    waiting = 0;
    gate = Promise.withResolvers();
    const exchanges: Exchange[] = [];
    const giveUp = () => exchanges.forEach((exchange) => exchange.abandon("enough"));
    const settled = Array.from({ length: lanes }, () =>
      new Promise((resolve) => {
        exchanges.push(poster.post("{}", (result) => {
          giveUp();
          resolve(result);
        }));
      }));
    await within(10_000, Promise.all(settled), `round ${round} was never settled`);
  }
});
