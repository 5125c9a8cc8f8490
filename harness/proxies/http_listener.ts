/** The HTTP/1.1 reverse proxy in the HTTP proxy's thread. */
import http from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import type { Endpoint } from "../contract/lab.ts";
import { Exchange, longestHeadBytes, type Route } from "./http_exchange.ts";
import { ActiveTrouble } from "./http_trouble.ts";
import { OpenRequests } from "./open_requests.ts";

/**
 * Deno's client sends a request again, even a POST, where a kept connection ends or is given up
 * before the answer. It does so only if the request is marked as reusing a connection: this agent
 * removes the mark.
 */
class SendingOnce extends http.Agent {
  override reuseSocket(socket: Duplex, request: http.ClientRequest): void {
    super.reuseSocket(socket, request);
    (request as { reusedSocket: boolean }).reusedSocket = false;
  }
}

export class Proxy {
  readonly #troubles: ActiveTrouble[] = [];
  /** How many requests of an operation reached the service. */
  readonly #reached = new Map<number, number>();
  readonly requests = new OpenRequests();
  readonly #server: http.Server;
  readonly #agent = new SendingOnce(
    { keepAlive: true, maxFreeSockets: Infinity, noDelay: true } as http.AgentOptions,
  );
  /** The exchanges in progress on each caller's connection. */
  readonly #callers = new Map<net.Socket, Set<Exchange>>();

  constructor(upstream: Endpoint) {
    const route: Route = {
      upstream,
      agent: this.#agent,
      troubles: this.#troubles,
      passedOn: new Set(),
      reached: this.#reached,
      requests: this.requests,
    };
    this.#server = http.createServer(
      { noDelay: true, maxHeaderSize: longestHeadBytes },
      (request, response) => {
        const exchange = new Exchange(route, request, response);
        const under = this.#callers.get(request.socket);
        under?.add(exchange);
        response.once("finish", () => {
          under?.delete(exchange);
          exchange.finish();
        });
      },
    );
    // With a time limit, the proxy would answer or close a connection in place of the service.
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.keepAliveTimeout = 0;
    this.#server.on("connection", (socket: net.Socket) => this.#greet(socket));
    this.#server.on("clientError", (_error: Error, socket: net.Socket) => {
      if (!socket.destroyed) socket.resetAndDestroy();
    });
  }

  #greet(socket: net.Socket): void {
    const exchanges = new Set<Exchange>();
    this.#callers.set(socket, exchanges);
    socket.once("close", () => {
      this.#callers.delete(socket);
      for (const exchange of exchanges) exchange.abandon();
    });
  }

  /** Resolves with the port; rejects with the system's error. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) => console.error(`HTTP proxy: ${error.message}`));
        resolve((this.#server.address() as net.AddressInfo).port);
      });
    });
  }

  add(trouble: ActiveTrouble): void {
    this.#troubles.unshift(trouble);
  }

  remove(trouble: ActiveTrouble): { touched: number; ops: number[] } {
    this.#troubles.splice(this.#troubles.indexOf(trouble), 1);
    return trouble.end();
  }

  /** The operations of which more than one request reached the service, and how many more, by number. */
  repeated(): { op: number; count: number }[] {
    return [...this.#reached].filter(([, count]) => count > 1)
      .map(([op, count]) => ({ op, count: count - 1 }))
      .sort((a, b) => a.op - b.op);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#callers.keys()) socket.resetAndDestroy();
    this.#agent.destroy();
    await closed;
  }
}
