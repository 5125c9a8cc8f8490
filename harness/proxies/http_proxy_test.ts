import assert from "node:assert/strict";
import http from "node:http";
import fc from "fast-check";
import { openHttpProxy } from "./http_proxy.ts";
import { endToEnd, forwardedHeaders } from "./http_headers.ts";
import { bare, echo, post, raw, sleep, until, urlOf } from "./http_testing.ts";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

Deno.test("method, path, headers and body arrive as they were sent, and so does the answer", async () => {
  await using service = await bare((_text, socket) =>
    socket.write(
      "HTTP/1.1 299 Fine Indeed\r\nX-A: 1\r\nx-a: 2\r\nX-U: \xff\r\nSet-Cookie: a=1\r\n" +
        "Set-Cookie: b=2\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nContent-Length: 3\r\n\r\n\xe9\x00z",
      "latin1",
    )
  );
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const head = "PATCH /a%20b//c/../d?x=1&x=2 HTTP/1.1\r\nHoSt: example:81\r\nX-A: 1\r\n" +
    "x-a: 2\r\nX-U: \xff\r\n";
  const { text } = await raw(
    httpProxy,
    `${head}Connection: close, x-hop\r\nX-Hop: 1\r\nContent-Length: 3\r\n\r\n\xe9\x00y`,
  );
  assert.deepEqual(service.heard, [`${head}Content-Length: 3\r\n\r\n\xe9\x00y`]);
  assert.equal(
    text,
    "HTTP/1.1 299 Fine Indeed\r\nX-A: 1\r\nx-a: 2\r\nX-U: \xff\r\nSet-Cookie: a=1\r\n" +
      "Set-Cookie: b=2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n\xe9\x00z",
  );
});

Deno.test("every method passes, with and without a body", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    for (const body of method === "GET" || method === "HEAD" ? [null] : [null, "", "some text"]) {
      const response = await fetch(urlOf(httpProxy.endpoint, "/x"), { method, body });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get("x-method"), method);
      assert.equal(await response.text(), body ?? "");
    }
  }
});

Deno.test("chunks, Expect, HTTP/1.0 and statuses without a body pass", async () => {
  await using service = echo((request) => {
    const status = Number(new URL(request.url).pathname.slice(1));
    return status ? Promise.resolve(new Response(null, { status })) : undefined;
  });
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  for (const status of [204, 304, 404, 500]) {
    const response = await fetch(urlOf(httpProxy.endpoint, `/${status}`));
    assert.equal(response.status, status);
    assert.equal(await response.text(), "");
  }
  const chunks =
    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n" +
    "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  assert.match((await raw(httpProxy, chunks)).text, /^HTTP\/1.1 201 [^]*\r\n\r\nabcde$/);
  const expecting = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n" +
    "Content-Length: 3\r\n\r\nabc";
  assert.match(
    (await raw(httpProxy, expecting)).text,
    /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 201 [^]*\r\n\r\nabc$/,
  );
  const old = await raw(httpProxy, "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  assert.match(old.text, /^HTTP\/1.1 201 [^]*\r\n\r\nabc$/);
  assert.equal(old.end, "FIN");
});

Deno.test("the proxy passes on an answer as it comes, the head before the body", async () => {
  const release = Promise.withResolvers<void>();
  await using service = echo(() =>
    Promise.resolve(
      new Response(
        new ReadableStream<Uint8Array>({
          async start(stream) {
            await release.promise;
            stream.enqueue(new TextEncoder().encode("late"));
            stream.close();
          },
        }),
      ),
    )
  );
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const response = await fetch(urlOf(httpProxy.endpoint));
  release.resolve();
  assert.equal(await response.text(), "late");
});

Deno.test("large bodies and heads pass; a body above 16 MiB is answered with 413", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const url = urlOf(httpProxy.endpoint);
  const body = new Uint8Array(16 << 20).map((_, i) => i * 31 >> 3);
  const response = await fetch(url, { method: "POST", body });
  assert.deepEqual(await response.bytes(), body);
  const wide = await fetch(url, { headers: { "x-wide": "x".repeat(50_000) } });
  assert.equal((await wide.body?.cancel(), wide.status), 201);
  const longer = await fetch(url, { method: "POST", body: new Uint8Array((16 << 20) + 1) });
  assert.equal(longer.status, 413);
  assert.equal((await longer.json()).status, 413);
  assert.equal((await post(httpProxy, 1)).status, 201);
});

Deno.test("connections are kept alive on both sides", async () => {
  await using service = await bare((_text, socket) => socket.write(ok));
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number>();
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((resolve, reject) => {
      http.get(urlOf(httpProxy.endpoint), { agent }, (response) => {
        ports.add(response.socket.localPort!);
        response.resume().once("end", () => setTimeout(resolve));
      }).on("error", reject);
    });
  }
  agent.destroy();
  assert.equal(ports.size, 1);
  assert.equal(service.heard.length, 20);
  assert.equal(service.sockets.size, 1);
});

Deno.test("pipelined requests on one connection are answered in order", async () => {
  await using service = echo(async (request) => {
    await sleep(request.url.endsWith("/1") ? 50 : 0);
    return new Response(new URL(request.url).pathname);
  });
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const { text } = await raw(
    httpProxy,
    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  );
  assert.match(text, /\r\n\r\n\/1HTTP[^]*\r\n\r\n\/2$/);
});

Deno.test("several hundred requests at once each get their own answer", async () => {
  let under = 0;
  let most = 0;
  const all = Promise.withResolvers<void>();
  await using service = echo(() => {
    most = Math.max(most, ++under);
    if (under === 400) all.resolve();
    return all.promise;
  });
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const answers = await Promise.all(Array.from({ length: 400 }, (_, op) => post(httpProxy, op)));
  assert.equal(most, 400);
  answers.forEach(({ body }, op) => assert.deepEqual(body, { op, user: "u1" }));
});

Deno.test("the caller sees a reset while the service is down, and its answer when it is back", async () => {
  let port: number;
  {
    await using service = await bare((_text, socket) => socket.write(ok));
    port = service.upstream.port;
  }
  await using httpProxy = await openHttpProxy({ host: "127.0.0.1", port }, { seed: 1 });
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(await raw(httpProxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), {
      text: "",
      end: "RST",
    });
  }
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen() {} },
    () => new Response("1"),
  );
  assert.equal(await (await fetch(urlOf(httpProxy.endpoint))).text(), "1");
  await server.shutdown();
});

for (const how of ["RST", "FIN"] as const) {
  const cut = (socket: { resetAndDestroy(): void; end(): void }) =>
    how === "RST" ? socket.resetAndDestroy() : socket.end();

  Deno.test(`a POST is not sent again when its kept connection ends with ${how} before the answer`, async () => {
    let requests = 0;
    await using service = await bare((_text, socket) => {
      if (++requests === 1) socket.write(ok);
      else cut(socket);
    });
    await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
    const request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    assert.equal(
      (await raw(httpProxy, request.replace("Host", "Connection: close\r\nHost"))).end,
      "FIN",
    );
    assert.equal(service.sockets.size, 1);
    assert.deepEqual(await raw(httpProxy, request), { text: "", end: "RST" });
    await sleep(50);
    assert.equal(requests, 2);
  });

  Deno.test(`the caller sees a reset where the service ends with ${how} in the middle of an answer`, async () => {
    await using service = await bare((_text, socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", () => cut(socket));
    });
    await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
    const { text, end } = await raw(httpProxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.doesNotMatch(text, /502/);
    assert.equal(end, "RST");
  });
}

Deno.test("the caller sees a reset after a malformed answer or an upgrade", async () => {
  for (
    const text of ["what?\r\n\r\n", "HTTP/1.1 101 Go\r\nUpgrade: a\r\nConnection: Upgrade\r\n\r\n"]
  ) {
    await using service = await bare((_text, socket) => socket.write(text));
    await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
    const asked = await raw(httpProxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.deepEqual(asked, { text: "", end: "RST" });
  }
});

Deno.test("a caller that goes away ends its request at the service, also on a kept connection", async () => {
  let requests = 0;
  await using service = await bare((_text, socket) => {
    if (++requests === 1) socket.write(ok);
  });
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
  await raw(httpProxy, request.replace("Host", "Connection: close\r\nHost"));
  assert.equal((await raw(httpProxy, request, 500)).end, "open");
  await until(() => service.sockets.size === 0);
  await sleep(50);
  assert.equal(requests, 2);
});

Deno.test("a caller whose bytes are no request gets a reset, and no other caller is disturbed", async () => {
  await using service = echo();
  await using httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const wrong = [
    "\x00\x01\x02\r\n\r\n",
    "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ];
  for (const text of wrong) {
    assert.deepEqual(await raw(httpProxy, text), { text: "", end: "RST" }, JSON.stringify(text));
  }
  assert.equal((await raw(httpProxy, "POST / HTTP/1.1\r\nHost: a\r\nContent-Le", 20)).end, "open");
  assert.equal((await post(httpProxy, 1)).status, 201);
  assert.deepEqual(service.ops, [1]);
});

Deno.test("disposing resets the callers and closes the connections to the service", async () => {
  await using service = await bare(() => {});
  const httpProxy = await openHttpProxy(service.upstream, { seed: 1 });
  const hanging = [1, 2, 3].map(() => raw(httpProxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  await until(() => service.heard.length === 3);
  await httpProxy[Symbol.asyncDispose]();
  for (const { end } of await Promise.all(hanging)) assert.equal(end, "RST");
  await until(() => service.sockets.size === 0);
  await assert.rejects(
    Deno.connect({ port: httpProxy.endpoint.port }),
    Deno.errors.ConnectionRefused,
  );
  await assert.rejects(httpProxy.disturb({ kind: "error", share: 1 }), /thread of the HTTP proxy/);
});

Deno.test("hop-by-hop headers are dropped, and all others stay in order", () => {
  const names = fc.constantFrom("A", "a", "Host", "Connection", "TE", "keep-alive", "Upgrade", "B");
  fc.assert(fc.property(
    fc.array(fc.tuple(names, fc.constantFrom("1", "x", "b", "close, a")), { maxLength: 8 }),
    (pairs) => {
      const named = pairs.filter(([name]) => name === "Connection").map(([, value]) => value);
      const ends = new Set([
        "connection",
        "te",
        "keep-alive",
        "upgrade",
        ...named.join(", ").split(", "),
      ]);
      const stays = pairs.filter(([name]) => !ends.has(name.toLowerCase()));
      assert.deepEqual(endToEnd(pairs.flat()), stays.flat());
      assert.deepEqual(forwardedHeaders(pairs.flat(), 0), stays.flat());
    },
  ));
  assert.deepEqual(forwardedHeaders(["content-LENGTH", "5"], 5), ["content-LENGTH", "5"]);
  assert.deepEqual(forwardedHeaders(["Transfer-Encoding", "chunked"], 5), ["Content-Length", "5"]);
});
