/**
 * A reader's connection to the change log of a PostgreSQL database, on the client `pg`.
 *
 * It does not use `pg-logical-replication` 2.5.0, for three reasons. The library acknowledges one byte
 * more than it was given, so that the server skips a commit that follows directly. It calls a position
 * received while the message still waits in the library's queue. It turns values into numbers and
 * dates, which loses digits. The twin `ack-as-documented` uses the library, to show the first bug.
 */
import { Buffer } from "node:buffer";
import pg from "pg";
import { Decoder } from "./decode.ts";
import { type Lsn, lsnFrom, lsnText } from "./lsn.ts";
import type { Message } from "./message.ts";
import { refusal } from "./needs.ts";
import { MessageQueue, type Stream } from "./queue.ts";

export interface LogOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly slot: string;
  readonly publication: string;
}

/** Identifies the server: a position is valid only on its own server. */
export interface Identity {
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** The end of the server's log when it was asked. */
  readonly current: Lsn;
}

export interface Log extends AsyncDisposable {
  identify(): Promise<Identity>;
  /**
   * Creates a slot that ends with this connection.
   *
   * @returns the consistent point: the slot has every transaction that commits from there on
   */
  createTemporarySlot(): Promise<Lsn>;
  /**
   * Creates the slot. The snapshot shows what was committed before the slot's consistent point.
   * Another connection can import the snapshot until this connection sends its next command.
   */
  createSlot(): Promise<{ readonly consistentPoint: Lsn; readonly snapshot: string }>;
  /** Begins to read. The server sends transactions whose commit record begins at `from` or later. */
  start(from: Lsn): void;
  readonly messages: MessageQueue;
  /**
   * Tells the server that everything before this position is safe in the target: the server may
   * remove it, and never sends it again. The log repeats this every ten seconds, so that the server
   * does not take a busy reader for dead.
   */
  acknowledge(end: Lsn): void;
  /** Repeats the last acknowledgement. */
  answer(): void;
}

const repeatMs = 10_000;

/** Connects. @throws the server's refusal */
export async function openLog(options: LogOptions): Promise<Log> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // `pg` passes this option on; its types do not know it.
    ...{ replication: "database" },
  });
  // Until there is a stream, `connect` throws the error, so nothing handles it here.
  let fail: (error: Error) => void = () => {};
  client.on("error", (error) => fail(error));
  client.on("end", () => fail(new Error("the connection to the log ended")));
  await client.connect().catch((error) => {
    throw refusal(error, options.url);
  });
  const reading = new Reading(options, (error) => fail(error));
  fail = (error) => reading.messages.fail(error);
  return Object.assign(reading, {
    async identify() {
      const { rows: [row] } = await client.query("IDENTIFY_SYSTEM");
      return {
        systemIdentifier: String(row.systemid),
        timeline: Number(row.timeline),
        current: lsnFrom(row.xlogpos)!,
      };
    },
    async createTemporarySlot() {
      const slot = `now_${crypto.randomUUID().replaceAll("-", "_")}`;
      reading.slot = slot;
      const { rows: [row] } = await client.query(
        `CREATE_REPLICATION_SLOT "${slot}" TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`,
      );
      return lsnFrom(row.consistent_point)!;
    },
    async createSlot() {
      const { rows: [row] } = await client.query(
        `CREATE_REPLICATION_SLOT "${reading.slot}" LOGICAL pgoutput EXPORT_SNAPSHOT`,
      );
      return {
        consistentPoint: lsnFrom(row.consistent_point)!,
        snapshot: String(row.snapshot_name),
      };
    },
    start(from: Lsn) {
      reading.from = from;
      client.query(reading);
    },
    async [Symbol.asyncDispose]() {
      reading.stop();
      // In the middle of a stream the server does not close the connection: destroy the socket.
      reading.connection?.stream.destroy();
      await client.end().catch(() => {});
    },
  });
}

/** The part of `pg`'s connection that a stream needs; its types leave it out. */
interface Connection {
  readonly stream: Stream & { destroy(): void };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

const [data, keepalive, status] = [0x77, 0x6b, 0x72];
/** The head of a message: its kind, its position, the end of the log and the time. */
const headBytes = 25;
/** PostgreSQL counts from 2000-01-01, in microseconds. */
const epochMs = Date.UTC(2000, 0, 1);

/** The stream in the form that `pg` expects: a query that never ends. */
class Reading {
  from: Lsn = 0n;
  slot: string;
  connection: Connection | null = null;
  readonly messages: MessageQueue;
  #publication: string;
  #fail: (error: Error) => void;
  #decoder = new Decoder();
  #acknowledged: Lsn | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: LogOptions, fail: (error: Error) => void) {
    this.slot = options.slot;
    this.#publication = options.publication;
    this.#fail = fail;
    this.messages = new MessageQueue({
      pause: () => this.connection?.stream.pause(),
      resume: () => this.connection?.stream.resume(),
    });
  }

  submit(connection: unknown): void {
    this.connection = connection as Connection;
    this.#timer = setInterval(() => this.answer(), repeatMs);
    this.connection.query(
      `START_REPLICATION SLOT "${this.slot}" LOGICAL ${lsnText(this.from)} ` +
        `(proto_version '1', publication_names '"${this.#publication}"')`,
    );
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    try {
      const message = this.#messageIn(chunk);
      if (message !== null) this.messages.add(message, chunk.length);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #messageIn(chunk: Buffer): Message | null {
    if (chunk[0] === data) return this.#decoder.decode(chunk, headBytes);
    if (chunk[0] === keepalive) {
      return { kind: "keepalive", endLsn: chunk.readBigUInt64BE(1), wantsAnswer: chunk[17] === 1 };
    }
    throw new Error(`The stream has a message of kind ${chunk[0]}`);
  }

  handleError(error: Error): void {
    this.#fail(error);
  }

  handleCommandComplete(): void {
    this.#fail(new Error("the server ended the stream"));
  }

  handleReadyForQuery(): void {
    this.#fail(new Error("the server ended the stream"));
  }

  acknowledge(end: Lsn): void {
    this.#acknowledged = end;
    this.answer();
  }

  answer(): void {
    if (this.#acknowledged === null) return;
    const message = Buffer.alloc(34);
    message[0] = status;
    // The positions received, on disk and applied are the same one.
    for (const at of [1, 9, 17]) message.writeBigUInt64BE(this.#acknowledged, at);
    message.writeBigInt64BE(BigInt(Date.now() - epochMs) * 1000n, 25);
    this.connection?.sendCopyFromChunk(message);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
