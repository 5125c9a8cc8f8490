/** Services and callers for the tests of the HTTP proxy. */
import { Buffer } from "node:buffer";
import net from "node:net";
import type { Endpoint, HttpProxy } from "../contract/lab.ts";

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when `isSo` is true; throws where it is still false after a minute. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const begin = performance.now(); !isSo(); await sleep(2)) {
    if (performance.now() - begin > 60_000) throw new Error("it never came");
  }
}

export const urlOf = ({ host, port }: Endpoint, path = "/") => `http://${host}:${port}${path}`;

export interface Service extends AsyncDisposable {
  readonly upstream: Endpoint;
  /** Operations in the bodies that it received, in order. */
  readonly ops: number[];
}

/** A service that answers with the body it received, after `work`. */
export function echo(work: (request: Request) => Promise<unknown> | void = () => {}): Service {
  const ops: number[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body = await request.bytes();
    try {
      ops.push(JSON.parse(new TextDecoder().decode(body)).op);
    } catch {
      // The body is not an operation.
    }
    const early = await work(request);
    if (early instanceof Response) return early;
    return new Response(body, { status: 201, headers: { "x-method": request.method } });
  });
  return {
    upstream: { host: "127.0.0.1", port: server.addr.port },
    ops,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A TCP service: `talk` gets the received text and the socket. */
export async function bare(talk: (text: string, socket: net.Socket) => void) {
  const sockets = new Set<net.Socket>();
  const heard: string[] = [];
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      heard.push(bytes.toString("latin1"));
      talk(bytes.toString("latin1"), socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    upstream: { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port },
    heard,
    sockets,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Sends bytes unchanged; returns the answer and how it ended (`open`: it did not end within `waitMs`). */
export async function raw(
  { endpoint }: HttpProxy,
  text: string,
  waitMs = 60_000,
): Promise<{ text: string; end: "FIN" | "RST" | "open" }> {
  const socket = net.connect({ ...endpoint, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const end = new Promise<"FIN" | "RST" | "open">((resolve) => {
    const timer = setTimeout(() => resolve("open"), waitMs);
    const done = (how: "FIN" | "RST") => (clearTimeout(timer), resolve(how));
    socket.once("error", () => done("RST"));
    socket.once("end", () => done("FIN"));
    socket.on("data", (bytes: Buffer) => chunks.push(bytes));
  });
  socket.write(Buffer.from(text, "latin1"));
  const how = await end;
  socket.destroy();
  return { text: Buffer.concat(chunks).toString("latin1"), end: how };
}

/** Posts an operation of this user; rejects where the connection is reset. */
export async function post(
  { endpoint }: HttpProxy,
  op: number,
  user = "u1",
  signal?: AbortSignal,
): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(urlOf(endpoint), {
    method: "POST",
    body: JSON.stringify({ op, user }),
    signal,
  });
  const body = await response.json();
  return { status: response.status, type: response.headers.get("content-type"), body };
}
