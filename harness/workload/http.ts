/**
 * A small HTTP/1.1 client for one URL. For each request it knows whether any byte may have left.
 * Ready-made clients do not tell this. Some of them send a request again on a new connection when
 * the server has closed the old one. This client never sends a request twice.
 */
import { readResponse } from "./http_response.ts";

/** The end of a request. */
export type Result =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  /** Certainly no byte of the request left this process. */
  | { readonly kind: "unsent"; readonly reason: string }
  /** The request may have arrived. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface Exchange {
  /** Gives the request up: `unsent` while it waits for a connection, else `unknown`. No effect once it is settled. */
  abandon(reason: string): void;
}

export interface Poster extends Disposable {
  /** Sends JSON; `settle` is called once, never before `post` returns. */
  post(json: string, settle: (result: Result) => void): Exchange;
}

/** The longest answer, in bytes. A longer one counts as malformed. */
const longestAnswerBytes = 1 << 20;
const encoder = new TextEncoder();

/** @throws TypeError where the URL is not `http://host:port/…` */
export function openPoster(url: string): Poster {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  if (protocol !== "http:") {
    throw new TypeError(`Cannot post to ${url}: it must begin with http://`);
  }
  const address = { hostname: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80) };
  const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n` +
    "content-type: application/json\r\naccept: application/json\r\ncontent-length: ";
  const channels = new Set<Channel>();
  const idle: Channel[] = [];
  let closed = false;

  const pool: Pool = {
    release: (channel) => idle.push(channel),
    forget(channel) {
      channels.delete(channel);
      const at = idle.indexOf(channel);
      if (at >= 0) idle.splice(at, 1);
    },
  };

  async function connect(pending: Pending): Promise<void> {
    let connection: Deno.TcpConn;
    try {
      connection = await Deno.connect(address);
    } catch (error) {
      return pending.settle({ kind: "unsent", reason: reasonOf(error) });
    }
    if (isLoop(connection)) {
      connection.close();
      return pending.settle({ kind: "unsent", reason: "no program listens on this port" });
    }
    if (closed) return connection.close();
    connection.setNoDelay();
    const channel = new Channel(connection, pool);
    channels.add(channel);
    if (pending.settled) pool.release(channel);
    else channel.send(pending);
  }

  return {
    post(json, settle) {
      const body = encoder.encode(json);
      const pending = new Pending(
        join(encoder.encode(`${head}${body.length}\r\n\r\n`), body),
        settle,
      );
      const channel = idle.pop();
      if (channel) channel.send(pending);
      else connect(pending);
      return pending;
    },
    [Symbol.dispose]() {
      closed = true;
      for (const channel of channels) channel.close("the load was ended");
    },
  };
}

interface Pool {
  release(channel: Channel): void;
  forget(channel: Channel): void;
}

/** A request until its end is known. */
class Pending implements Exchange {
  channel: Channel | null = null;
  settled = false;

  constructor(readonly bytes: Uint8Array, readonly onSettled: (result: Result) => void) {}

  settle(result: Result): void {
    if (this.settled) return;
    this.settled = true;
    this.onSettled(result);
  }

  abandon(reason: string): void {
    if (this.settled) return;
    if (this.channel) this.channel.close(reason);
    else this.settle({ kind: "unsent", reason: `${reason}, nothing was sent` });
  }
}

/**
 * One connection, with at most one request on it. It always reads, so that it notices at once when
 * the server closes the connection.
 */
class Channel {
  #pending: Pending | null = null;
  #buffer = new Uint8Array(2048);
  #filled = 0;
  #writing = false;
  #closed = false;

  constructor(readonly connection: Deno.TcpConn, readonly pool: Pool) {
    this.#readOn();
  }

  send(pending: Pending): void {
    this.#pending = pending;
    pending.channel = this;
    this.#write(pending.bytes);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#writing = true;
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.connection.write(bytes.subarray(sent));
      }
      this.#writing = false;
    } catch {
      // An answer may have come before the connection broke: the reader finds it.
    }
  }

  async #readOn(): Promise<void> {
    try {
      while (!this.#closed) {
        if (this.#filled === this.#buffer.length) this.#widen();
        const count = await this.connection.read(this.#buffer.subarray(this.#filled));
        // The exchange was given up during this read: the connection no longer belongs to the pool.
        if (this.#closed) return;
        if (count !== null) this.#filled += count;
        this.#take(count === null);
        if (count === null) return this.close("the server closed the connection");
      }
    } catch (error) {
      this.close(reasonOf(error));
    }
  }

  #take(ended: boolean): void {
    const pending = this.#pending;
    if (this.#filled === 0) return;
    if (pending === null) return this.close("an answer without a request");
    const response = readResponse(this.#buffer.subarray(0, this.#filled), ended);
    if (response === null) return;
    const { status, body, keepAlive, length } = response;
    this.#pending = null;
    pending.settle({ kind: "answered", status, body });
    const clean = length === this.#filled && keepAlive && !this.#writing && !ended;
    this.#filled = 0;
    if (clean) this.pool.release(this);
    else this.close("");
  }

  #widen(): void {
    if (this.#filled >= longestAnswerBytes) throw new Error("the answer is longer than 1 MiB");
    const wider = new Uint8Array(this.#buffer.length * 2);
    wider.set(this.#buffer);
    this.#buffer = wider;
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.pool.forget(this);
    this.connection.close();
    this.#pending?.settle({ kind: "unknown", reason });
  }
}

/** A connection to a port of this machine on which nothing listens can connect to itself. */
function isLoop({ localAddr, remoteAddr }: Deno.TcpConn): boolean {
  return localAddr.port === remoteAddr.port && localAddr.hostname === remoteAddr.hostname;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionRefused) return "connection refused";
  if (error instanceof Deno.errors.ConnectionReset) return "connection reset";
  return error instanceof Error ? error.message : String(error);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
