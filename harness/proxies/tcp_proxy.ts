/**
 * One TCP proxy: a listener, its connections, and the conditions on them. It lives in the worker's
 * thread; the rest of the harness uses `tcp_proxies.ts`.
 *
 * It uses node:net, because its sockets can send a true RST; `Deno.TcpConn` cannot.
 */
import net from "node:net";
import type { Direction, Endpoint, LinkTraffic, Route } from "../contract/lab.ts";
import { openCounter } from "./request_counter.ts";
import { StatementWords } from "./statement_words.ts";
import { Flow, type Lasting, reset } from "./tcp_flow.ts";

/** A condition in force on some links. */
export interface ActiveCondition extends Lasting {
  readonly links: readonly TcpProxy[];
}

export class TcpProxy {
  readonly connections = new Set<Connection>();
  readonly active: ActiveCondition[] = [];
  partitioned = false;
  /** True for a direction while its bytes are withheld. */
  readonly withheld = { up: false, down: false };
  readonly #passed = { up: 0, down: 0, requests: 0 };
  readonly #words = new StatementWords();
  readonly #server: net.Server;

  constructor(readonly name: string, readonly route: Route) {
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.connections.add(new Connection(this, client));
    });
  }

  /** Resolves with the port; rejects with the system's error, e.g. `EADDRINUSE`. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.route.listenPort, "127.0.0.1", () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) => console.error(`link ${this.name}: ${error.message}`));
        resolve((this.#server.address() as net.AddressInfo).port);
      });
    });
  }

  apply(active: ActiveCondition): void {
    this.active.push(active);
    this.#recount();
    if (active.condition.kind === "redirect") this.reset();
    if (active.condition.kind !== "partition") return;
    for (const connection of this.connections) active.touched += connection.heldCount();
  }

  remove(active: ActiveCondition): void {
    this.active.splice(this.active.indexOf(active), 1);
    this.#recount();
    const { condition } = active;
    if (condition.kind === "redirect") this.reset();
    for (const connection of this.connections) {
      if (condition.kind === "withhold") {
        active.touched += connection.throwAway(condition.direction);
      }
      connection.removed(active);
    }
  }

  /** Where a new connection leads: the last redirect counts. */
  upstream(): Endpoint {
    for (const active of this.active.toReversed()) {
      if (active.condition.kind !== "redirect") continue;
      active.touched++;
      return active.condition.upstream;
    }
    return this.route.upstream;
  }

  /** The number of chunks that this `withhold` holds back now and would drop if it were healed. */
  withheldBy({ condition }: ActiveCondition): number {
    if (condition.kind !== "withhold") return 0;
    return [...this.connections].reduce((sum, one) => sum + one.chunks(condition.direction), 0);
  }

  /** A new connection: returns what counts the bytes of each of its directions. */
  count(): Record<Direction, (bytes: Uint8Array) => void> {
    const { protocol } = this.route;
    const counter = protocol === undefined ? null : openCounter[protocol](this.#words);
    return {
      up: (bytes) => {
        this.#passed.up += bytes.length;
        if (counter !== null) this.#passed.requests += counter.see(bytes);
      },
      down: (bytes) => void (this.#passed.down += bytes.length),
    };
  }

  traffic(): LinkTraffic {
    const { up, down, requests } = this.#passed;
    const counted = this.route.protocol !== undefined && { requests, words: this.#words.all() };
    return { link: this.name, up, down, ...counted };
  }

  #recount(): void {
    const conditions = this.active.map(({ condition }) => condition);
    this.partitioned = conditions.some(({ kind }) => kind === "partition");
    for (const direction of ["up", "down"] as const) {
      this.withheld[direction] = conditions.some((condition) =>
        condition.kind === "withhold" && condition.direction === direction
      );
    }
  }

  /** Cuts every open connection with an RST to both sides; returns their number. */
  reset(): number {
    const open = [...this.connections];
    for (const connection of open) connection.cut();
    return open.length;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.connections) connection.destroy();
    await closed;
  }
}

/** A client's connection and its connection to the server. */
export class Connection {
  dialled = false;
  readonly #server = new net.Socket({ allowHalfOpen: true });
  readonly #flows: { readonly up: Flow; readonly down: Flow };

  constructor(readonly link: TcpProxy, readonly client: net.Socket) {
    const passed = link.count();
    this.#flows = {
      up: new Flow(this, "up", client, this.#server, passed.up),
      down: new Flow(this, "down", this.#server, client, passed.down),
    };
    for (const socket of [client, this.#server]) socket.once("close", () => this.#forget());
    for (const active of link.active) if (active.condition.kind === "partition") active.touched++;
    if (!link.partitioned) this.#dial();
  }

  #dial(): void {
    this.dialled = true;
    if (this.client.destroyed) return this.destroy();
    const { host, port } = this.link.upstream();
    const server = this.#server;
    server.setNoDelay(true);
    server.connect({ host, port }, () => {
      // A dial to a free port of this machine can connect to itself. If that connection stayed open,
      // it would occupy the port.
      if (server.localPort === port && server.localAddress === server.remoteAddress) this.cut();
    });
  }

  heldCount(): number {
    return this.#flows.up.heldCount + this.#flows.down.heldCount;
  }

  /** The number of chunks held in this direction. */
  chunks(direction: Direction): number {
    return this.#flows[direction].heldChunks();
  }

  /** Cuts the connection if this direction holds chunks: they never arrive. Returns their number. */
  throwAway(direction: Direction): number {
    const count = this.chunks(direction);
    if (count > 0) this.cut();
    return count;
  }

  removed(active: ActiveCondition): void {
    if (!this.dialled && !this.link.partitioned) this.#dial();
    for (const flow of Object.values(this.#flows)) flow.removed(active);
  }

  cut(): void {
    reset(this.client);
    reset(this.#server);
    this.link.connections.delete(this);
  }

  destroy(): void {
    this.client.destroy();
    this.#server.destroy();
    this.link.connections.delete(this);
  }

  #forget(): void {
    if (this.client.destroyed && (this.#server.destroyed || !this.dialled)) this.destroy();
  }
}
