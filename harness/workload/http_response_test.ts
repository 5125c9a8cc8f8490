import assert from "node:assert/strict";
import fc from "fast-check";
import { MalformedResponse, readResponse } from "./http_response.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string, ended = false) => readResponse(encode(text), ended);

const status = fc.constantFrom(200, 201, 404, 409, 500, 503);
const body = fc.string({ unit: "grapheme", maxLength: 60 });

/** A response in one of the forms that a server may write, and its content. */
const written = fc.record({
  status,
  body,
  chunkSizes: fc.option(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }), { nil: null }),
  close: fc.boolean(),
  interim: fc.boolean(),
}).map(({ status, body, chunkSizes, close, interim }) => {
  const bytes = encode(body);
  let head = interim ? "HTTP/1.1 100 Continue\r\n\r\n" : "";
  head += `HTTP/1.1 ${status} Some Words\r\nX-Other: a: b\r\n`;
  if (close) head += "Connection: Close\r\n";
  if (chunkSizes === null) {
    const all = [...encode(`${head}Content-Length: ${bytes.length}\r\n\r\n`), ...bytes];
    return { status, body, keepAlive: !close, bytes: new Uint8Array(all) };
  }
  const all = [...encode(`${head}transfer-encoding: chunked\r\n\r\n`)];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const part = bytes.subarray(at, at + (chunkSizes[i] ?? 1000));
    all.push(...encode(`${part.length.toString(16)};x=y\r\n`), ...part, 13, 10);
    at += part.length;
  }
  all.push(...encode("0\r\nTrailer: t\r\n\r\n"));
  return { status, body, keepAlive: !close, bytes: new Uint8Array(all) };
});

Deno.test("a response is read once it is complete, and not before", () => {
  fc.assert(fc.property(written, fc.uint8Array({ maxLength: 5 }), (response, more) => {
    const { bytes, ...said } = response;
    for (let end = 0; end < bytes.length; end++) {
      assert.equal(readResponse(bytes.subarray(0, end), false), null);
    }
    const both = new Uint8Array([...bytes, ...more]);
    assert.deepEqual(readResponse(both, false), { ...said, length: bytes.length });
  }));
});

Deno.test("a body without a length ends with its connection, which cannot be used again", () => {
  const text = "HTTP/1.1 200 OK\r\n\r\nall of it";
  assert.equal(read(text), null);
  const response = read(text, true);
  assert.equal(response?.body, "all of it");
  assert.equal(response?.keepAlive, false);
});

Deno.test("HTTP/1.0 does not keep the connection; 204 has no body", () => {
  assert.equal(read("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n")?.keepAlive, false);
  assert.equal(read("HTTP/1.1 204 No Content\r\n\r\n")?.body, "");
});

const malformed = [
  "SSH-2.0-OpenSSH\r\n\r\n",
  "HTTP/2 200 OK\r\n\r\n",
  "HTTP/1.1 abc\r\n\r\n",
  "POST / HTTP/1.1\r\nhost: me\r\n\r\n",
  "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n",
];
for (const text of malformed) {
  Deno.test(`readResponse rejects ${JSON.stringify(text).slice(0, 70)}`, () => {
    assert.throws(() => read(text), MalformedResponse);
  });
}

Deno.test("any bytes are a response, incomplete, or malformed", () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 80 }).map((text) => encode(`HTTP/1.1 200 OK\r\n${text}\r\n\r\n`)),
  );
  fc.assert(fc.property(noise, fc.boolean(), (bytes, ended) => {
    try {
      const response = readResponse(bytes, ended);
      if (response !== null) assert.ok(response.length <= bytes.length);
    } catch (error) {
      assert.ok(error instanceof MalformedResponse, String(error));
    }
  }));
});
