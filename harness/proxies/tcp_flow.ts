/** One direction of a connection through a link: the bytes that are held back, and when they go on. */
import type net from "node:net";
import type { Condition, Direction } from "../contract/lab.ts";

/** How many bytes a direction holds back under a partition or a `withhold` before it stops reading. */
const partitionLimitBytes = 1 << 20;
/** The limit under a delay: large, so that it does not limit throughput; but memory needs a limit. */
const delayLimitBytes = 64 << 20;
/** The limit for a slow receiver on a link without a condition. */
const plainLimitBytes = 1 << 18;

interface Item {
  readonly content: Uint8Array | "end" | "reset";
  readonly arrivedMs: number;
  /** The delays that the conditions on the link drew for this item when it arrived. */
  delays: { readonly by: Lasting; readonly ms: number }[];
}

/** A condition in force, and how much it has held back so far. */
export interface Lasting {
  readonly condition: Condition;
  /** Chunks and connections held back so far; for `withhold`, chunks dropped; for `redirect`, connections. */
  touched: number;
}

/** The part of a connection on which its two directions depend. */
interface Between {
  readonly dialled: boolean;
  readonly link: {
    readonly partitioned: boolean;
    readonly withheld: Readonly<Record<Direction, boolean>>;
    readonly active: readonly Lasting[];
  };
}

/** One direction of a connection: a queue with due times between a source and a sink. */
export class Flow {
  #queue: Item[] = [];
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
    readonly connection: Between,
    readonly direction: Direction,
    readonly source: net.Socket,
    readonly sink: net.Socket,
    /** Sees all bytes that pass. */
    readonly passed: (bytes: Uint8Array) => void,
  ) {
    source.on("data", (bytes: Uint8Array) => this.#take(bytes));
    source.once("end", () => this.#take("end"));
    source.once("error", () => this.#take("reset"));
    sink.once("close", () => this.#discard());
  }

  get heldCount(): number {
    return this.#queue.length - this.#first;
  }

  /** How many of the held items are bytes. */
  heldChunks(): number {
    return this.#queue.slice(this.#first).filter(({ content }) => typeof content !== "string")
      .length;
  }

  #take(content: Item["content"]): void {
    if (this.sink.destroyed) return;
    const delays: Item["delays"] = [];
    for (const active of this.connection.link.active) {
      const { kind } = active.condition;
      if (kind === "withhold" || kind === "redirect") continue;
      const ms = active.condition.kind === "delay" ? drawMs(active.condition) : Infinity;
      if (ms <= 0) continue;
      active.touched++;
      if (ms < Infinity) delays.push({ by: active, ms });
    }
    this.#queue.push({ content, arrivedMs: performance.now(), delays });
    if (typeof content !== "string") this.#heldBytes += content.length;
    this.#pump();
  }

  removed(active: Lasting): void {
    for (let i = this.#first; i < this.#queue.length; i++) {
      const item = this.#queue[i];
      if (item.delays.length > 0) item.delays = item.delays.filter((delay) => delay.by !== active);
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#first < this.#queue.length && this.#mayPass(this.#queue[this.#first])) {
      const item = this.#queue[this.#first];
      this.#queue[this.#first++] = undefined as unknown as Item;
      this.#pass(item.content);
    }
    if (this.#first === this.#queue.length || this.#first > 4096) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    this.#steerReading();
  }

  #mayPass(head: Item): boolean {
    const { connection, sink } = this;
    if (connection.link.partitioned || !connection.dialled) return false;
    if (sink.destroyed || sink.writableNeedDrain) return false;
    // Only bytes are withheld: an EOF or RST is passed on if no held bytes are before it.
    if (this.#withheld && typeof head.content !== "string") return false;
    // An RST would drop the bytes that the sink has not written yet.
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

  #pass(content: Item["content"]): void {
    if (content === "reset") return reset(this.sink);
    if (content === "end") return void this.sink.end();
    this.#heldBytes -= content.length;
    this.passed(content);
    this.#writing++;
    this.sink.write(content, this.#written);
  }

  #steerReading(): void {
    const { link } = this.connection;
    const limitBytes = link.partitioned || this.#withheld
      ? partitionLimitBytes
      : link.active.length > 0
      ? delayLimitBytes
      : plainLimitBytes;
    const pause = this.#heldBytes > limitBytes;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.source.pause();
    else this.source.resume();
  }

  get #withheld(): boolean {
    return this.connection.link.withheld[this.direction];
  }

  #discard(): void {
    clearTimeout(this.#timer);
    for (const active of this.connection.link.active) {
      const { condition } = active;
      if (condition.kind !== "withhold" || condition.direction !== this.direction) continue;
      active.touched += this.heldChunks();
    }
    this.#queue = [];
    this.#first = 0;
    this.#heldBytes = 0;
    this.#steerReading();
  }
}

function drawMs({ delayMs, jitterMs }: Condition & { kind: "delay" }): number {
  return delayMs + (2 * Math.random() - 1) * jitterMs;
}

/** Sends an RST where there is a peer; else closes the socket. */
export function reset(socket: net.Socket): void {
  // A socket that is not connected yet has no peer to send an RST to.
  if (socket.connecting || socket.pending) socket.destroy();
  else socket.resetAndDestroy();
}
