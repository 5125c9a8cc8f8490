import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import fc from "fast-check";
import type { Outcome } from "../history/event.ts";
import { startLoader } from "./loader.ts";
import {
  type Answer,
  hang,
  json,
  ok,
  optionsOf,
  readHistory,
  serve,
  sleep,
  tempDir,
} from "./loader_testing.ts";
import { planOperations } from "./plan.ts";

Deno.test("the server gets the planned operations, and the history says when each was planned and sent", async () => {
  await using server = await serve((body, response) =>
    body.rollback ? json(response, 409, { reason: "rolled back" }) : json(response, 200, {})
  );
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rollbackShare: 0.3, messages: 200 });
  await using loader = startLoader({ ...options, startAtMs: 400 });
  const counts = await loader.done;
  assert.deepEqual(loader.counts(), counts);
  const seen = await readHistory(options.historyPath, counts);
  const plan = planOperations(options.plan);
  assert.equal(seen.length, 200);
  const startMs = seen[0].invoke!.planned;
  assert.ok(startMs >= 400);
  for (const [op, { invoke, outcome }] of seen.entries()) {
    const { key, value, rollback, thinkMs, plannedMs } = plan.at(op);
    assert.equal(invoke!.key, key);
    assert.equal(invoke!.value, value);
    assert.ok(Math.abs(invoke!.planned - startMs - plannedMs) < 0.002);
    assert.equal(outcome!.kind, rollback ? "fail" : "ok");
    const body = server.bodies.find((body) => body.op === op);
    const sent = { op, user: key, points: Number(value), rollback, thinkMs, plannedMs };
    assert.deepEqual(body, sent);
  }
  assert.equal(server.bodies.length, 200);
});

Deno.test("the load generator works with Deno.serve, and a start in the past moves the plan", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => Response.json(await request.json()),
  );
  await using dir = await tempDir();
  const options = optionsOf(`http://127.0.0.1:${server.addr.port}/`, dir.path);
  const epochMs = Date.now() - 60_000;
  await using loader = startLoader({ ...options, epochMs, startAtMs: 0 });
  const counts = await loader.done;
  assert.equal(counts.ok, 50);
  const [first] = await readHistory(options.historyPath, counts);
  assert.ok(first.invoke!.planned >= 59_990);
});

/** A server's answer to one operation, and the outcome that the load generator may report. */
const behaviours: Record<string, { answer: Answer; says: Outcome["kind"] }> = {
  ok: { answer: ok, says: "ok" },
  slow: { answer: (...all) => void setTimeout(() => ok(...all), 30), says: "ok" },
  chunked: {
    answer(_, response) {
      response.write(`{"op":`);
      setTimeout(() => response.end("1}"), 2);
    },
    says: "ok",
  },
  okAndClose: {
    answer(_, response) {
      response.setHeader("connection", "close");
      json(response, 200, {});
    },
    says: "ok",
  },
  okAndGone: {
    answer(_, response, request) {
      response.once("finish", () => request.socket.destroy());
      json(response, 200, {});
    },
    says: "ok",
  },
  conflict: { answer: (_, response) => json(response, 409, { reason: "no" }), says: "fail" },
  refusal: { answer: (_, response) => json(response, 503, { reason: "no" }), says: "fail" },
  bare503: { answer: (_, response) => json(response, 503, {}), says: "fail" },
  error500: { answer: (_, response) => json(response, 500, { reason: "?" }), says: "info" },
  notFound: { answer: (_, response) => json(response, 404, {}), says: "info" },
  hang: { answer: hang, says: "info" },
  close: { answer: (_, _response, request) => void request.socket.destroy(), says: "info" },
  halfAnswer: {
    answer(_, response, request) {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
      setTimeout(() => request.socket.destroy(), 2);
    },
    says: "info",
  },
  reset: {
    answer: (_, _response, request) => void request.socket.resetAndDestroy(),
    says: "info",
  },
  garbage: {
    answer: (_, _response, request) => void request.socket.end("what?\r\n\r\n"),
    says: "info",
  },
};

Deno.test("counts add up, nothing is sent twice, and no fail is a guess, whatever the server does", async () => {
  const names = fc.array(fc.constantFrom(...Object.keys(behaviours)), {
    minLength: 1,
    maxLength: 60,
  });
  const limit = fc.constantFrom(1, 3, 256);
  const rate = fc.constantFrom(100, 1000, 100_000);
  await fc.assert(
    fc.asyncProperty(names, limit, rate, fc.nat(), async (names, inFlightLimit, rate, seed) => {
      await using server = await serve((body, ...rest) =>
        behaviours[names[body.op]].answer(body, ...rest)
      );
      await using dir = await tempDir();
      const options = {
        ...optionsOf(server.url, dir.path, { seed, rate, messages: names.length }),
        inFlightLimit,
        timeoutMs: 250,
      };
      await using loader = startLoader(options);
      const counts = await loader.done;
      const seen = await readHistory(options.historyPath, counts);
      assert.equal(seen.length, names.length);
      const got = new Set(server.bodies.map(({ op }) => op));
      assert.equal(got.size, server.bodies.length, "an operation came twice");
      for (const [op, { drop, outcome }] of seen.entries()) {
        if (drop) assert.ok(!got.has(op), `dropped ${op} came`);
        else if (got.has(op)) assert.equal(outcome!.kind, behaviours[names[op]].says, names[op]);
        // The operation was sent on a connection that the server was about to close.
        else assert.notEqual(outcome!.kind, "ok");
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("every operation is a fail where no program listens", async () => {
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  gone.close();
  await using dir = await tempDir();
  const options = optionsOf(`http://127.0.0.1:${gone.addr.port}/`, dir.path);
  await using loader = startLoader(options);
  const counts = await loader.done;
  assert.equal(counts.fail, 50);
  const seen = await readHistory(options.historyPath, counts);
  assert.ok(seen.every(({ outcome }) => outcome!.reason === "connection refused"));
});

Deno.test("connections that are accepted and closed unread leave the outcome unknown", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const loop = (async () => {
    for await (const connection of listener) connection.close();
  })();
  await using dir = await tempDir();
  const options = optionsOf(`http://127.0.0.1:${listener.addr.port}/`, dir.path);
  await using loader = startLoader(options);
  const counts = await loader.done;
  assert.equal(counts.info, 50);
  await readHistory(options.historyPath, counts);
  listener.close();
  await loop;
});

Deno.test("an operation that a killed server had received is never a fail", async () => {
  await using dir = await tempDir();
  const first = await serve(ok);
  const options = optionsOf(first.url, dir.path, { rate: 500, messages: 400 });
  await using loader = startLoader(options);
  while (first.bodies.length < 100) await sleep(2);
  await first[Symbol.asyncDispose]();
  await sleep(50);
  const second = createServer((_, response) => response.end("{}"));
  const port = Number(new URL(first.url).port);
  await new Promise<void>((resolve) => second.listen(port, "127.0.0.1", resolve));
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  assert.ok(counts.fail > 0 && counts.ok > 100, JSON.stringify(counts));
  for (const { op } of first.bodies) assert.notEqual(seen[op].outcome!.kind, "fail");
  second.closeAllConnections();
  await new Promise((resolve) => second.close(resolve));
});

Deno.test("operations are dropped at the limit in flight, and later ones are sent once there is room", async () => {
  let answering = false;
  await using server = await serve((...all) => answering ? ok(...all) : hang(...all));
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { messages: 500 });
  await using loader = startLoader({ ...options, inFlightLimit: 5, timeoutMs: 200 });
  while (server.bodies.length < 5) await sleep(2);
  answering = true;
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  assert.equal(counts.planned, 500);
  assert.equal(counts.info, 5);
  assert.ok(counts.dropped > 0 && counts.ok > 0, JSON.stringify(counts));
  assert.ok(seen.findIndex(({ drop }) => drop) === 5);
});

/** A server of raw bytes: `talk` handles one connection. */
function serveRaw(talk: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const talks: Promise<void>[] = [];
  const loop = (async () => {
    for await (const connection of listener) {
      talks.push(talk(connection).catch(() => {}).finally(() => connection.close()));
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await loop;
      await Promise.all(talks);
    },
  };
}

const rawAnswer = (status: number) =>
  new TextEncoder().encode(
    `HTTP/1.1 ${status} X\r\ncontent-length: 16\r\n\r\n{"reason":"why"}`,
  );

Deno.test("an answer without a request does not count for the next operation", async () => {
  let unasked = 0;
  await using server = serveRaw(async (connection) => {
    const buffer = new Uint8Array(65536);
    while (await connection.read(buffer) !== null) {
      await connection.write(rawAnswer(200));
      await sleep(5);
      unasked += await connection.write(rawAnswer(409)) > 0 ? 1 : 0;
    }
  });
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rate: 5, messages: 15 });
  await using loader = startLoader(options);
  const counts = await loader.done;
  await readHistory(options.historyPath, counts);
  assert.ok(unasked > 5);
  assert.equal(counts.fail, 0);
  assert.ok(counts.ok > 5);
});

Deno.test("a stopped load plans no more and waits for the answers", async () => {
  await using server = await serve((...all) => void setTimeout(() => ok(...all), 50));
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { messages: 1_000_000 });
  await using loader = startLoader(options);
  while (server.bodies.length < 20) await sleep(2);
  const counts = await loader.stop();
  const seen = await readHistory(options.historyPath, counts);
  assert.ok(seen.length < 1_000_000);
  assert.equal(counts.ok, counts.sent);
  assert.equal(server.bodies.length, counts.sent);
});

Deno.test("every operation of a load that is disposed early has its outcome", async () => {
  await using server = await serve(hang);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { messages: 1_000_000 });
  const loader = startLoader(options);
  while (server.bodies.length < 20) await sleep(2);
  await loader[Symbol.asyncDispose]();
  const counts = await loader.done;
  await readHistory(options.historyPath, counts);
  assert.equal(counts.info + counts.fail, counts.sent);
  await assert.rejects(loader.poison(1), /ended/);
});

Deno.test("an invalid file or plan makes `done` reject, and nothing hangs", async () => {
  await using dir = await tempDir();
  const options = optionsOf("http://127.0.0.1:1/", join(dir.path, "nowhere"));
  await using loader = startLoader(options);
  await assert.rejects(loader.done, /load generator failed: .*nowhere/);
  await assert.rejects(loader.poison(1), /load generator failed/);
  await using other = startLoader(optionsOf("http://127.0.0.1:1/", dir.path, { rate: 0 }));
  await assert.rejects(other.done, /'rate' must be above 0/);
});

Deno.test("a full disk makes `done` reject with the system's own error code", async () => {
  await using server = await serve(ok);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { messages: 20 });
  await Deno.symlink("/dev/full", options.historyPath);
  await using loader = startLoader(options);
  const error = await loader.done.catch((error) => error);
  assert.equal(error.code, "ENOSPC", String(error));
});
