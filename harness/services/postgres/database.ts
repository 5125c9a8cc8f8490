/**
 * PostgreSQL as templates, over `pg`: a lost connection ends its transaction and rejects all work
 * that waits for it; later work gets a new connection.
 *
 * This file does not use the package `postgres` 3.4.9, which has two bugs. Where a connection closes
 * before a buffered write, the package throws outside every promise (porsager/postgres#1208). After a
 * lost connection, a transaction may send its further statements over the next connection.
 */
import pg from "pg";
import Cursor from "pg-cursor";
import template, { raw, type Sql as Statement } from "sql-template-tag";
import { goodbyeMs } from "../../limits.ts";
import { Late, sleep, within } from "../../timer.ts";
import { copyIn } from "./copy_in.ts";

/** `raw` is SQL that is inserted unchanged. `piece` is a part of a statement, with its values. */
export { raw, template as piece };

/** Runs a template; resolves with its rows. A `bigint` arrives as bigint. */
export interface Query {
  // deno-lint-ignore no-explicit-any -- the caller knows the type of the rows, as in every driver
  <Rows extends readonly any[] = any[]>(
    strings: TemplateStringsArray,
    ...values: unknown[]
  ): Promise<Rows>;
}

/** An open transaction. After its connection was lost, its statements reject. */
export interface Transaction extends Query {
  /**
   * Sends the chunks as the input of a `copy … from stdin`; resolves when the server has taken them.
   * Where `chunks` throws, the copy fails and the transaction with it.
   */
  copyIn(statement: string, chunks: AsyncIterable<Uint8Array | string>): Promise<void>;
}

export interface Database extends Query, AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
  /**
   * Commits the statements of `work`, or rolls them back and throws. `CommitError` where the
   * outcome is not known.
   */
  begin<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Statements joined by semicolons, without parameters. */
  script(text: string): Promise<void>;
  /** The rows of a large result, page by page. */
  pages<Row>(statement: Statement, rows: number): AsyncGenerator<Row[]>;
  /**
   * Calls `call` for each notification until the database is disposed. Also calls it after each
   * (re)connect, because notifications may have been missed.
   */
  listen(channel: string, call: () => void): void;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Maximum number of connections. @default 4 */
  readonly max?: number;
  /** A statement without an answer within this time rejects. @default none */
  readonly queryTimeoutMs?: number;
  /** The limit for the next page of a large result, which the server may sort first. @default none */
  readonly pageTimeoutMs?: number;
  /** Name of the session in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** The role that the session acts in. */
  readonly role?: string;
}

/** The connection was lost during the commit: the commit may have happened. */
export class CommitError extends Error {
  override name = "CommitError";
}

const connectTimeoutMs = 5_000;
const reconnectMs = 200;
const int8 = 20;

/** Connects at first use. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, role } = options;
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: options.queryTimeoutMs,
    application_name: options.applicationName,
    options: role === undefined ? undefined : `-c role=${role}`,
    keepAlive: true,
    types: { getTypeParser: parserOf },
  };
  const pool = new pg.Pool({ ...settings, max: options.max ?? 4, idleTimeoutMillis: 10_000 });
  // A broken idle connection does not matter: the pool makes a new one.
  pool.on("error", () => {});
  pool.on("connect", (client: pg.PoolClient) => client.on("error", () => {}));
  const ended = new AbortController();
  const listeners: Promise<void>[] = [];

  const query = queryOn(pool);
  return Object.assign(query, {
    begin: <T>(work: (tx: Transaction) => Promise<T>) => begin(pool, work),
    script: async (text: string) => void await pool.query(text),
    pages: <Row>(statement: Statement, rows: number) =>
      pages<Row>(settings, statement, rows, options.pageTimeoutMs),
    listen: (channel: string, call: () => void) =>
      void listeners.push(listen(settings, channel, call, ended.signal)),
    async [Symbol.asyncDispose]() {
      ended.abort();
      await Promise.all([...listeners, pool.end()]);
    },
  });
}

function parserOf(oid: number, format?: "text" | "binary") {
  return oid === int8 ? BigInt : pg.types.getTypeParser(oid, format as "text");
}

const names = new Map<string, string>();

/** Each connection prepares the same text once. */
function prepared(statement: Statement): { name: string; text: string; values: unknown[] } {
  const { text, values } = statement;
  if (!names.has(text)) names.set(text, `s${names.size}`);
  return { name: names.get(text)!, text, values };
}

function queryOn(on: { query: pg.Pool["query"] }): Query {
  // deno-lint-ignore no-explicit-any -- see Query
  return async (strings: TemplateStringsArray, ...values: any[]) => {
    const { rows } = await on.query(prepared(template(strings, ...values)));
    // deno-lint-ignore no-explicit-any -- see Query
    return rows as any;
  };
}

const transactionOn = (client: pg.PoolClient): Transaction =>
  Object.assign(queryOn(client), {
    copyIn: (statement: string, chunks: AsyncIterable<Uint8Array | string>) =>
      copyIn(client, statement, chunks),
  });

async function begin<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onLost = (error: Error) => lost = error;
  client.on("error", onLost);
  let committing = false;
  try {
    await client.query("begin");
    const result = await work(transactionOn(client));
    committing = true;
    const { command } = await client.query("commit");
    if (command !== "COMMIT") {
      throw new RolledBack("a statement had failed, so the transaction was rolled back");
    }
    return result;
  } catch (error) {
    // A connection that still waits for an answer cannot roll back; closing it rolls back.
    if (isSilence(error)) lost ??= error as Error;
    if (lost === undefined) {
      await client.query("rollback").catch((failure: Error) => lost = failure);
    }
    if (!committing || isAnswer(error)) throw error;
    throw new CommitError(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    client.off("error", onLost);
    client.release(lost);
  }
}

/** True for the error that `pg` throws when a statement's time is over. */
const isSilence = (error: unknown): boolean =>
  error instanceof Error && error.message === "Query read timeout";

/** The server answers the commit of a failed transaction with ROLLBACK. */
class RolledBack extends Error {
  override name = "RolledBack";
}

/**
 * True where the server reported the outcome of the commit. A FATAL only ends the session and
 * leaves the outcome open.
 */
const isAnswer = (error: unknown): boolean =>
  error instanceof RolledBack ||
  (error instanceof pg.DatabaseError && (error as pg.DatabaseError).severity === "ERROR");

/** Uses a new connection without a limit for statements: a cursor is one long statement. */
async function* pages<Row>(
  settings: pg.ClientConfig,
  { text, values }: Statement,
  rows: number,
  pageTimeoutMs?: number,
): AsyncGenerator<Row[]> {
  const client = new pg.Client({ ...settings, query_timeout: undefined });
  client.on("error", () => {});
  await client.connect();
  try {
    const cursor = client.query(new Cursor<Row>(text, values));
    for (;;) {
      const page = await limited(cursor.read(rows), pageTimeoutMs);
      if (page.length === 0) return;
      yield page;
    }
  } finally {
    await leave(client);
  }
}

function limited<T>(work: Promise<T>, limitMs: number | undefined): Promise<T> {
  if (limitMs === undefined) return work;
  return within(limitMs, work, `the database did not answer within ${limitMs / 1000} s`);
}

/** Closes the connection, even if the server does not answer the farewell. */
async function leave(client: pg.Client): Promise<void> {
  await within(goodbyeMs, client.end(), "no farewell").catch((error) => {
    if (!(error instanceof Late)) throw error;
    // `pg` keeps the socket open in that case, and has no public function that closes it.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream
      .destroy();
  });
}

async function listen(
  settings: pg.ClientConfig,
  channel: string,
  call: () => void,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const client = new pg.Client(settings);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    client.on("error", () => resolve());
    client.on("end", () => resolve());
    client.on("notification", call);
    ended.addEventListener("abort", () => resolve(), { once: true });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      call();
      await over;
    } catch {
      // The server is away; the next iteration tries again.
    }
    await client.end().catch(() => {});
    await sleep(reconnectMs, ended);
  }
}
