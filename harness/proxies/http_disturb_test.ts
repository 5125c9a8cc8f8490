import assert from "node:assert/strict";
import { openHttpProxy } from "./http_proxy.ts";
import { bare, echo, post, raw, sleep, until, urlOf } from "./http_testing.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

Deno.test("error: the chosen share of requests gets 503 and never reaches the service", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 5 });
  const error = await httpProxy.disturb({ kind: "error", share: 0.5 });
  const answers = [];
  for (const op of numbers(100)) answers.push(await post(httpProxy, op));
  const hit = answers.flatMap(({ status }, op) => status === 503 ? [op] : []);
  assert.ok(hit.length > 20 && hit.length < 80);
  const { type, body } = answers[hit[0]];
  assert.equal(type, "application/problem+json");
  const { title, status, detail } = body as Record<string, unknown>;
  assert.deepEqual([typeof title, status, typeof detail], ["string", 503, "string"]);
  assert.deepEqual(service.ops, numbers(100).filter((op) => !hit.includes(op)));
  assert.deepEqual(await error.end(), { touched: hit.length, ops: hit });
  await assert.rejects(error.end(), /ended already/);
  assert.equal((await post(httpProxy, 100)).status, 201);
});

Deno.test("error: a request without an operation is counted, but names no operation", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 5 });
  const error = await httpProxy.disturb({ kind: "error", share: 1 });
  const get = await fetch(urlOf(httpProxy.endpoint));
  await get.body?.cancel();
  assert.equal(get.status, 503);
  await post(httpProxy, 3);
  await post(httpProxy, 3);
  await post(httpProxy, -1);
  assert.deepEqual(await error.end(), { touched: 4, ops: [3] });
});

Deno.test("the same seed strikes the same requests", async () => {
  const hits: number[][] = [];
  for (const seed of [5, 5, 6]) {
    await using service = echo();
    await using httpProxy = await openHttpProxy(service.upstream, { seed });
    const error = await httpProxy.disturb({ kind: "error", share: 0.5 });
    for (const op of numbers(40)) await post(httpProxy, op);
    hits.push((await error.end()).ops);
  }
  assert.deepEqual(hits[0], hits[1]);
  assert.notDeepEqual(hits[0], hits[2]);
});

Deno.test("refuse: a blocked user stays blocked until the end, and the first user is always blocked", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const refuse = await httpProxy.disturb({ kind: "refuse", share: 0.3 });
  const refused = new Set<string>();
  const ops: number[] = [];
  for (const op of numbers(60)) {
    const user = `u${op % 20}`;
    const { status, body, type } = await post(httpProxy, op, user);
    assert.equal(status === 403, op < 20 ? status === 403 : refused.has(user));
    if (status !== 403) continue;
    assert.equal(type, "application/problem+json");
    assert.equal((body as { title: string }).title, "User blocked");
    refused.add(user);
    ops.push(op);
  }
  assert.ok(refused.has("u0"));
  assert.ok(refused.size > 1 && refused.size < 20);
  const plain = await fetch(urlOf(httpProxy.endpoint), { method: "POST", body: "no user" });
  assert.equal(await plain.text(), "no user");
  assert.deepEqual(await refuse.end(), { touched: ops.length, ops });
  assert.deepEqual(service.ops, numbers(60).filter((op) => !ops.includes(op)));
  assert.equal((await post(httpProxy, 60, "u0")).status, 201);
});

Deno.test("slow: the answer is delayed, the request is not; the answer may come after the trouble's end", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const slow = await httpProxy.disturb({ kind: "slow", medianMs: 1500, sigma: 0 });
  const begin = performance.now();
  let answered = 0;
  const posting = numbers(10).map((op) =>
    post(httpProxy, op).then((answer) => (answered++, answer))
  );
  await until(() => service.ops.length === 10);
  await sleep(300);
  assert.equal(answered, 0);
  const { touched, ops } = await slow.end();
  assert.equal(touched, 10);
  assert.deepEqual(ops.toSorted((a, b) => a - b), numbers(10));
  for (const [op, { status, body }] of (await Promise.all(posting)).entries()) {
    assert.equal(status, 201);
    assert.deepEqual(body, { op, user: "u1" });
  }
  assert.ok(performance.now() - begin >= 1490);
});

Deno.test("slow: an answer that arrives after the trouble's end is not touched", async () => {
  const release = Promise.withResolvers<void>();
  await using service = echo(() => release.promise);
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const slow = await httpProxy.disturb({ kind: "slow", medianMs: 3_600_000, sigma: 0 });
  const withhold = await httpProxy.disturb({ kind: "withhold", share: 0 });
  const posting = post(httpProxy, 1);
  await until(() => service.ops.length === 1);
  assert.deepEqual(await slow.end(), { touched: 0, ops: [] });
  assert.deepEqual(await withhold.end(), { touched: 0, ops: [] });
  release.resolve();
  assert.equal((await posting).status, 201);
});

Deno.test("withhold: the request takes effect, and its caller gets no answer, but a reset at the end", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const withhold = await httpProxy.disturb({ kind: "withhold", share: 1 });
  const ends: unknown[] = [];
  const posting = numbers(5).map((op) =>
    post(httpProxy, op).then(() => "answer", (error) => error)
  );
  posting.forEach((end) => end.then((how) => ends.push(how)));
  await until(() => service.ops.length === 5);
  await sleep(300);
  assert.deepEqual(ends, []);
  const { touched, ops } = await withhold.end();
  assert.equal(touched, 5);
  assert.deepEqual(ops.toSorted((a, b) => a - b), numbers(5));
  for (const end of await Promise.all(posting)) assert.ok(end instanceof TypeError, String(end));
  assert.equal((await post(httpProxy, 5)).status, 201);
});

Deno.test("withhold: a request whose caller gives up is touched; a 409 and a late answer are not", async () => {
  const release = Promise.withResolvers<void>();
  await using service = echo(async (request) => {
    if (request.url.endsWith("/409")) return Response.json({}, { status: 409 });
    if (request.url.endsWith("/late")) await release.promise;
  });
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const withhold = await httpProxy.disturb({ kind: "withhold", share: 1 });
  const send = (path: string, op: number, waitMs?: number) => {
    const body = JSON.stringify({ op });
    return raw(
      httpProxy,
      `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      waitMs,
    );
  };
  assert.equal((await send("/", 1, 500)).end, "open");
  const refused = send("/409", 2);
  const late = send("/late", 3);
  await until(() => service.ops.length === 3);
  await sleep(300);
  assert.deepEqual(await withhold.end(), { touched: 1, ops: [1] });
  assert.deepEqual(await refused, { text: "", end: "RST" });
  // The answer had not arrived yet, so nothing was withheld.
  release.resolve();
  assert.match((await late).text, /^HTTP\/1.1 201/);
});

for (const kind of ["slow", "withhold"] as const) {
  Deno.test(`${kind}: a service that dies while it answers causes a reset, and nothing is touched`, async () => {
    await using service = await bare((_text, socket) => {
      if (kind === "slow") return socket.resetAndDestroy();
      socket.write(
        "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf",
        () => socket.resetAndDestroy(),
      );
    });
    await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
    const trouble = await httpProxy.disturb(
      kind === "slow" ? { kind, medianMs: 3_600_000, sigma: 0 } : { kind, share: 1 },
    );
    const asked = await raw(httpProxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.deepEqual(asked, { text: "", end: "RST" });
    assert.deepEqual(await trouble.end(), { touched: 0, ops: [] });
  });
}

Deno.test("of two troubles the newer one acts first, and each counts its own requests", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 9 });
  const refuse = await httpProxy.disturb({ kind: "refuse", share: 0 });
  const error = await httpProxy.disturb({ kind: "error", share: 0.5 });
  const statuses: number[] = [];
  for (const op of numbers(60)) statuses.push((await post(httpProxy, op, `u${op % 2}`)).status);
  const having = (status: number) => numbers(60).filter((op) => statuses[op] === status);
  // `refuse` blocks the first user that `error` let through.
  const first = numbers(60).find((op) => statuses[op] !== 503)!;
  for (const op of numbers(60)) {
    if (statuses[op] !== 503) assert.equal(statuses[op], op % 2 === first % 2 ? 403 : 201);
  }
  assert.deepEqual(await refuse.end(), { touched: having(403).length, ops: having(403) });
  assert.ok(having(503).length > 10);
  for (const op of [60, 61, 62, 63, 64, 65]) statuses.push((await post(httpProxy, op)).status);
  const later = numbers(66).filter((op) => statuses[op] === 503);
  assert.deepEqual(await error.end(), { touched: later.length, ops: later });
  assert.deepEqual(service.ops, numbers(66).filter((op) => statuses[op] === 201));
});

Deno.test("many callers at once under trouble: each request is answered, and `touched` is exact", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 9 });
  const slow = await httpProxy.disturb({ kind: "slow", medianMs: 5, sigma: 1 });
  const error = await httpProxy.disturb({ kind: "error", share: 0.3 });
  const answers = await Promise.all(numbers(300).map((op) => post(httpProxy, op)));
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  assert.equal(count(201) + count(503), 300);
  assert.equal((await error.end()).touched, count(503));
  assert.equal((await slow.end()).touched, count(201));
  assert.equal(service.ops.length, count(201));
});

Deno.test("disposing under trouble leaves nothing open", async () => {
  await using service = echo();
  const httpProxy = await openHttpProxy(service.upstream, { seed: 9 });
  await httpProxy.disturb({ kind: "slow", medianMs: 3_600_000, sigma: 0 });
  const slowed = post(httpProxy, 1).then(() => "answer", () => "gone");
  await until(() => service.ops.length === 1);
  await httpProxy.disturb({ kind: "withhold", share: 1 });
  const withheld = post(httpProxy, 2).then(() => "answer", () => "gone");
  await until(() => service.ops.length === 2);
  await httpProxy[Symbol.asyncDispose]();
  assert.deepEqual([await slowed, await withheld], ["gone", "gone"]);
});

Deno.test("requests of one operation that reached the service more than once are counted", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  for (const op of [7, 3, 7, 5, 3, 7]) await post(httpProxy, op);
  const error = await httpProxy.disturb({ kind: "error", share: 1 });
  await post(httpProxy, 5);
  await error.end();
  const counted = [{ op: 3, count: 1 }, { op: 7, count: 2 }];
  assert.deepEqual(await httpProxy.repeated(), counted);
  await service[Symbol.asyncDispose]();
  for (const op of [5, 5]) await post(httpProxy, op).catch(() => {});
  assert.deepEqual(await httpProxy.repeated(), counted, "the service was away");
});

Deno.test("a request without an answer is unanswered, and one that is cut off has failed", async () => {
  const release = Promise.withResolvers<void>();
  await using service = echo(({ headers }) => headers.has("x-wait") ? release.promise : undefined);
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 2 });
  const { endpoint } = httpProxy;
  const cut = new AbortController();
  const waiting = (op: number, signal?: AbortSignal) =>
    fetch(urlOf(endpoint), {
      method: "POST",
      headers: { "x-wait": "1" },
      body: JSON.stringify({ op }),
      signal,
    }).then((response) => response.text(), () => "gone");
  await post(httpProxy, 1);
  const first = waiting(2);
  const second = waiting(3, cut.signal);
  const seen = async () =>
    (await httpProxy.unanswered()).filter(({ isReached }) => isReached)
      .map(({ op }) => op).toSorted();
  while ((await seen()).length < 2) await sleep(2);
  assert.deepEqual(await seen(), [2, 3]);
  cut.abort();
  assert.equal(await second, "gone");
  while ((await seen()).length > 1) await sleep(2);
  release.resolve();
  assert.equal(await first, '{"op":2}');
  const error = await httpProxy.disturb({ kind: "error", share: 1 });
  await post(httpProxy, 4);
  await error.end();
  while ((await httpProxy.unanswered()).length > 0) await sleep(2);
  assert.deepEqual(await httpProxy.ended(), { count: 4, failed: 2, failedOps: [3, 4] });
});
