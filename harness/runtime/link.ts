/**
 * One TCP proxy: a listener, the connections through it, and the conditions that lie on them.
 * Lives in the worker's thread; `links.ts` is what the rest of the harness sees.
 *
 * Built on node:net, because its sockets can send a true RST; `Deno.TcpConn` cannot.
 */
import net from "node:net";
import type { Condition, Way } from "../lab.ts";

/** What one direction may hold back in a partition before it stops reading, in bytes. */
const partitionLimitBytes = 1 << 20;
/** The same under a delay: wide enough not to limit throughput, and still a limit. */
const delayLimitBytes = 64 << 20;
/** The same where no condition lies on the link and the receiver is slow. */
const plainLimitBytes = 1 << 18;

/** A condition as it lies on links. */
export interface Laid {
  readonly condition: Condition;
  readonly links: readonly Link[];
  /** Chunks and connections it held back so far. */
  touched: number;
}

interface Held {
  readonly content: Uint8Array | "end" | "reset";
  readonly arrivedMs: number;
  /** What each delay that lay on the link at its arrival drew for it. */
  delays: { readonly by: Laid; readonly ms: number }[];
}

export class Link {
  readonly connections = new Set<Connection>();
  readonly laid: Laid[] = [];
  partitioned = false;
  readonly #server: net.Server;

  constructor(readonly name: string, readonly way: Way) {
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.connections.add(new Connection(this, client));
    });
  }

  /** Resolves with the port; rejects with the system's error, e.g. `EADDRINUSE`. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.way.listenPort, "127.0.0.1", () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) => console.error(`link ${this.name}: ${error.message}`));
        resolve((this.#server.address() as net.AddressInfo).port);
      });
    });
  }

  lay(laid: Laid): void {
    this.laid.push(laid);
    this.#recount();
    if (laid.condition.kind !== "partition") return;
    for (const connection of this.connections) laid.touched += connection.heldCount();
  }

  lift(laid: Laid): void {
    this.laid.splice(this.laid.indexOf(laid), 1);
    this.#recount();
    for (const connection of this.connections) connection.lifted(laid);
  }

  #recount(): void {
    this.partitioned = this.laid.some((laid) => laid.condition.kind === "partition");
  }

  /** Cuts every open connection with an RST to both sides; returns how many. */
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

/** A client's connection and the one to the server that belongs to it. */
class Connection {
  dialled = false;
  readonly #server = new net.Socket({ allowHalfOpen: true });
  readonly #flows: readonly Flow[];

  constructor(readonly link: Link, readonly client: net.Socket) {
    this.#flows = [
      new Flow(this, client, this.#server),
      new Flow(this, this.#server, client),
    ];
    for (const socket of [client, this.#server]) socket.once("close", () => this.#forget());
    for (const laid of link.laid) if (laid.condition.kind === "partition") laid.touched++;
    if (!link.partitioned) this.#dial();
  }

  #dial(): void {
    this.dialled = true;
    if (this.client.destroyed) return this.destroy();
    const { host, port } = this.link.way.upstream;
    const server = this.#server;
    server.setNoDelay(true);
    server.connect({ host, port }, () => {
      // A dial to a free port on this machine can meet itself. Left open it would hold the port.
      if (server.localPort === port && server.localAddress === server.remoteAddress) this.cut();
    });
  }

  heldCount(): number {
    return this.#flows[0].heldCount + this.#flows[1].heldCount;
  }

  lifted(laid: Laid): void {
    if (!this.dialled && !this.link.partitioned) this.#dial();
    for (const flow of this.#flows) flow.lifted(laid);
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

/** One direction of a connection: a queue with due times between a source and a sink. */
class Flow {
  #queue: Held[] = [];
  #first = 0;
  #heldBytes = 0;
  #writing = 0;
  #paused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #written = () => {
    this.#writing--;
    this.#pump();
  };

  constructor(
    readonly connection: Connection,
    readonly source: net.Socket,
    readonly sink: net.Socket,
  ) {
    source.on("data", (bytes: Uint8Array) => this.#take(bytes));
    source.once("end", () => this.#take("end"));
    source.once("error", () => this.#take("reset"));
    sink.once("close", () => this.#discard());
  }

  get heldCount(): number {
    return this.#queue.length - this.#first;
  }

  #take(content: Held["content"]): void {
    if (this.sink.destroyed) return;
    const delays: Held["delays"] = [];
    for (const laid of this.connection.link.laid) {
      const ms = laid.condition.kind === "delay" ? drawMs(laid.condition) : Infinity;
      if (ms <= 0) continue;
      laid.touched++;
      if (ms < Infinity) delays.push({ by: laid, ms });
    }
    this.#queue.push({ content, arrivedMs: performance.now(), delays });
    if (typeof content !== "string") this.#heldBytes += content.length;
    this.#pump();
  }

  lifted(laid: Laid): void {
    for (let i = this.#first; i < this.#queue.length; i++) {
      const held = this.#queue[i];
      if (held.delays.length > 0) held.delays = held.delays.filter((delay) => delay.by !== laid);
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#first < this.#queue.length && this.#mayPass(this.#queue[this.#first])) {
      const held = this.#queue[this.#first];
      this.#queue[this.#first++] = undefined as unknown as Held;
      this.#pass(held.content);
    }
    if (this.#first === this.#queue.length || this.#first > 4096) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    this.#steerReading();
  }

  #mayPass(head: Held): boolean {
    const { connection, sink } = this;
    if (connection.link.partitioned || !connection.dialled || sink.writableNeedDrain) return false;
    // An RST throws away what its socket still has to write.
    if (head.content === "reset" && this.#writing > 0) return false;
    if (head.delays.length === 0) return true;
    let dueMs = head.arrivedMs;
    for (const delay of head.delays) dueMs += delay.ms;
    const waitMs = dueMs - performance.now();
    if (waitMs <= 0) return true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), waitMs);
    return false;
  }

  #pass(content: Held["content"]): void {
    if (content === "reset") return reset(this.sink);
    if (content === "end") return void this.sink.end();
    this.#heldBytes -= content.length;
    this.#writing++;
    this.sink.write(content, this.#written);
  }

  #steerReading(): void {
    const { link } = this.connection;
    const limitBytes = link.partitioned
      ? partitionLimitBytes
      : link.laid.length > 0
      ? delayLimitBytes
      : plainLimitBytes;
    const pause = this.#heldBytes > limitBytes;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.source.pause();
    else this.source.resume();
  }

  #discard(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#first = 0;
    this.#heldBytes = 0;
    this.#steerReading();
  }
}

function drawMs({ delayMs, jitterMs }: Condition & { kind: "delay" }): number {
  return delayMs + (2 * Math.random() - 1) * jitterMs;
}

function reset(socket: net.Socket): void {
  // A socket that is not connected yet has nobody to send an RST to.
  if (socket.connecting || socket.pending) socket.destroy();
  else socket.resetAndDestroy();
}
