import assert from "node:assert/strict";
import { clockAt } from "./role_clock.ts";

Deno.test("a role reads the business time with its microseconds, and the zone", async () => {
  const answer = { now: "2026-03-29T10:00:00.000001Z", zone: "Asia/Seoul" };
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json(answer),
  );
  const { instant, zone } = await clockAt(`http://127.0.0.1:${server.addr.port}/`).now();
  assert.equal(instant.epochNanoseconds % 1_000_000n, 1_000n);
  assert.equal(`${instant} ${zone}`, `${answer.now} Asia/Seoul`);
});

Deno.test("a clock that does not answer is an error with its address", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  await assert.rejects(clockAt(url).now(), /^Error: The clock at http.* did not answer: /);
  await server.shutdown();
  await assert.rejects(clockAt(url).now(), /^Error: The clock at http.* did not answer: /);
});
