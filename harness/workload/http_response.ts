/** Reads an HTTP/1.x response from the bytes received so far. Pure. */

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** False where the server will close the connection. */
  readonly keepAlive: boolean;
  /** Number of bytes of the response. */
  readonly length: number;
}

/** The received bytes are not an HTTP response. */
export class MalformedResponse extends Error {
  override name = "MalformedResponse";
}

const decoder = new TextDecoder();
const cr = 0x0d;
const lf = 0x0a;

/**
 * The response at the start of `bytes`; interim ones (1xx) are skipped. Null while it is
 * incomplete.
 *
 * @param ended true where no more bytes will come: only then is a body without a length complete
 * @throws MalformedResponse
 */
export function readResponse(bytes: Uint8Array, ended: boolean): HttpResponse | null {
  for (let start = 0;;) {
    const bodyStart = endOfHead(bytes, start);
    if (bodyStart < 0) return null;
    const head = readHead(decoder.decode(bytes.subarray(start, bodyStart)));
    if (head.status < 200) {
      start = bodyStart;
      continue;
    }
    const body = readBody(bytes, bodyStart, head, ended);
    return body && { status: head.status, keepAlive: head.keepAlive && !body.toEnd, ...body };
  }
}

interface Head {
  readonly status: number;
  readonly keepAlive: boolean;
  readonly contentLength: number | null;
  readonly chunked: boolean;
}

/** Index after the empty line, or -1. */
function endOfHead(bytes: Uint8Array, start: number): number {
  for (let i = start; (i = bytes.indexOf(lf, i)) >= 0; i++) {
    if (bytes[i - 1] === cr && bytes[i + 1] === cr && bytes[i + 2] === lf) return i + 3;
  }
  return -1;
}

function readHead(text: string): Head {
  const lines = text.split("\r\n");
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/.exec(lines[0]);
  if (!match) throw new MalformedResponse(`not an HTTP response: ${lines[0].slice(0, 60)}`);
  let keepAlive = match[1] === "1";
  let contentLength: number | null = null;
  let chunked = false;
  for (let i = 1; i < lines.length - 2; i++) {
    const colon = lines[i].indexOf(":");
    const name = lines[i].slice(0, colon).toLowerCase();
    const value = lines[i].slice(colon + 1).trim().toLowerCase();
    if (name === "connection") keepAlive &&= !/\bclose\b/.test(value);
    if (name === "transfer-encoding") chunked = /\bchunked$/.test(value);
    if (name === "content-length") {
      if (!/^\d+$/.test(value)) throw new MalformedResponse(`content-length ${value}`);
      contentLength = Number(value);
    }
  }
  return { status: Number(match[2]), keepAlive, contentLength, chunked };
}

interface Body {
  readonly body: string;
  readonly length: number;
  /** The body went on until the end of the connection. */
  readonly toEnd?: boolean;
}

function readBody(bytes: Uint8Array, start: number, head: Head, ended: boolean): Body | null {
  if (head.status === 204 || head.status === 304) return { body: "", length: start };
  if (head.chunked) return readChunks(bytes, start);
  if (head.contentLength === null) {
    if (!ended) return null;
    return { body: decoder.decode(bytes.subarray(start)), length: bytes.length, toEnd: true };
  }
  const end = start + head.contentLength;
  if (bytes.length < end) return null;
  return { body: decoder.decode(bytes.subarray(start, end)), length: end };
}

function readChunks(bytes: Uint8Array, start: number): Body | null {
  const stream = new TextDecoder();
  let body = "";
  for (let at = start;;) {
    const lineEnd = bytes.indexOf(lf, at);
    if (lineEnd < 0) return null;
    const size = /^([0-9a-f]{1,8})\s*(?:;.*)?\r\n$/i.exec(
      decoder.decode(bytes.subarray(at, lineEnd + 1)),
    );
    if (!size) throw new MalformedResponse("a chunk without its size");
    const count = parseInt(size[1], 16);
    const end = lineEnd + 1 + count;
    if (count === 0) return readTrailers(bytes, lineEnd + 1, body + stream.decode());
    if (bytes.length < end + 2) return null;
    if (bytes[end] !== cr || bytes[end + 1] !== lf) {
      throw new MalformedResponse("a chunk longer than its size");
    }
    body += stream.decode(bytes.subarray(lineEnd + 1, end), { stream: true });
    at = end + 2;
  }
}

/** Skips lines up to an empty one. */
function readTrailers(bytes: Uint8Array, start: number, body: string): Body | null {
  for (let at = start;;) {
    const lineEnd = bytes.indexOf(lf, at);
    if (lineEnd < 0) return null;
    if (lineEnd - at <= 1) return { body, length: lineEnd + 1 };
    at = lineEnd + 1;
  }
}
