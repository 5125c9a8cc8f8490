/** Shared by tcp_proxies_test.ts and tcp_conditions_test.ts. */
import { Buffer } from "node:buffer";
import type { TcpProxies } from "../contract/lab.ts";

/** A server that handles each connection with `serve`. */
export function listen(serve: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.TcpConn>();
  let accepted = 0;
  const work: Promise<void>[] = [];
  const loop = (async () => {
    for await (const connection of listener) {
      accepted++;
      connections.add(connection);
      work.push(serve(connection).catch(() => {}).finally(() => close(connection)));
    }
  })();
  return {
    upstream: { host: "127.0.0.1", port: listener.addr.port },
    accepted: () => accepted,
    async [Symbol.asyncDispose]() {
      listener.close();
      await loop;
      connections.forEach(close);
      await Promise.all(work);
    },
  };
}

export function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}

export async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

export async function readSome(connection: Deno.Conn, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let got = 0; got < count;) {
    const n = await connection.read(bytes.subarray(got));
    if (n === null) throw new Error(`EOF after ${got} of ${count} bytes`);
    got += n;
  }
  return bytes;
}

export async function readToEnd(connection: Deno.Conn): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(65536);
  for (let n; (n = await connection.read(buffer)) !== null;) chunks.push(buffer.slice(0, n));
  return new Uint8Array(Buffer.concat(chunks));
}

/** Sends back the bytes it gets, then its own EOF. */
export const echo = () =>
  listen(async (connection) => {
    const buffer = new Uint8Array(65536);
    for (let n; (n = await connection.read(buffer)) !== null;) {
      await writeAll(connection, buffer.subarray(0, n));
    }
    await connection.closeWrite();
  });

export async function dial(
  links: TcpProxies,
  name: string,
  upstream: { host: string; port: number },
) {
  const { host, port } = await links.open(name, { listenPort: 0, upstream });
  return await Deno.connect({ hostname: host, port });
}

export const pattern = (length: number, seed: number) => {
  const bytes = new Uint8Array(length);
  for (let i = 0, x = seed | 1; i < length; i++) {
    x = Math.imul(x, 1664525) + 1013904223 | 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
};

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
