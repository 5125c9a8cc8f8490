/** A run's namespace on a PostgreSQL server. */
import { createHash, randomBytes } from "node:crypto";
import type { Database } from "./database.ts";
import type { Access, Endpoint, Namespace, Server } from "../../contract/lab.ts";
import { type Client, harnessName, openClient } from "./client.ts";

export interface PostgresNamespace extends Namespace {
  /**
   * The run's own database, without a proxy; usable again after the server was killed and started.
   * Its sessions act as the run's role, so that this role owns everything they make; after `set role
   * none` a session is superuser.
   */
  readonly sql: Database;
  readonly database: string;
  /** Stops the run's role from connecting, and ends all its sessions. The harness can still connect. */
  close(): Promise<void>;
  /** Lets the run's role connect again. */
  open(): Promise<void>;
  /** Makes the database and its role on a new server. The role cannot connect until `open` is called. */
  remake(): Promise<void>;
  /**
   * Makes the account that may read these tables, and do nothing else. It is removed with the
   * namespace; made again on a new server, it has the same password.
   */
  readOnlyAccount(tables: readonly string[]): Promise<Account>;
  /** Resolves when only the harness has open transactions; throws where another transaction stays open for 10 s. */
  settled(): Promise<void>;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

const settledPollMs = 50;
const settledLimitMs = 10_000;
const goodbyeMs = 5_000;
/** How long one session may take to end. */
const endsMs = 5_000;

/** Creates the database and the role. The role may replicate, so it can make publications and slots. */
export async function openNamespace(server: Server, run: string): Promise<PostgresNamespace> {
  const { access } = server;
  const database = identifier(run);
  const password = randomBytes(24).toString("hex");
  const readerPassword = randomBytes(24).toString("hex");
  const asAdmin = async (...statements: string[]) => {
    await using admin = openClient(access, "postgres", { max: 1 });
    for (const statement of statements) await admin.sql.script(statement);
  };
  const make = (may: "login" | "nologin") =>
    asAdmin(
      // Hexadecimal needs no quoting; the statement goes over the connection, never into argv.
      `create role ${database} ${may} replication password '${password}'`,
      `create database ${database} owner ${database}`,
    );
  await resetLimits(access);
  await make("login");
  const client = openClient(access, database, { max: 4, role: database });
  return {
    database,
    sql: client.sql,
    env: () => ({}),
    url: ({ host, port }: Endpoint) =>
      `postgres://${database}:${password}@${host}:${port}/${database}`,
    async tables() {
      const rows = await client.sql<{ name: string }[]>`
        select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by name`;
      return rows.map(({ name }) => name);
    },
    close: () =>
      asAdmin(
        `alter role ${database} nologin`,
        `select pg_terminate_backend(pid, ${endsMs}) from pg_stat_activity
          where usename = '${database}'`,
      ),
    open: () => asAdmin(`alter role ${database} login`),
    remake: () => make("nologin"),
    async readOnlyAccount(tables) {
      const user = readerOf(database);
      await asAdmin(
        `create role ${user} login password '${readerPassword}'`,
        `grant connect on database ${database} to ${user}`,
      );
      await client.sql.script(`grant select on ${tables.join()} to ${user}`);
      return { user, password: readerPassword };
    },
    settled: () => settled(server, database),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await forget(access, database).catch(() => {}); // the server is gone, and so are its data
    },
  };
}

/** A name that needs no quotes, at most 63 bytes, different for each run. */
function identifier(run: string): string {
  const plain = `run_${run.toLowerCase().replaceAll(/[^a-z0-9]/g, "_")}`;
  if (plain.length <= 63) return plain;
  return `${plain.slice(0, 50)}_${createHash("sha256").update(run).digest("hex").slice(0, 12)}`;
}

/** The account that may only read this database. */
const readerOf = (database: string): string =>
  `reader_${createHash("sha256").update(database).digest("hex").slice(0, 24)}`;

async function settled({ access }: Server, database: string): Promise<void> {
  await using admin = openClient(access, "postgres", { max: 1 });
  for (const deadline = performance.now() + settledLimitMs; performance.now() < deadline;) {
    const [{ open }] = await admin.sql<[{ open: number }]>`
      select (select count(*) from pg_stat_activity
        where datname = ${database} and xact_start is not null
          and backend_type in ('client backend', 'parallel worker')
          and application_name <> ${harnessName})::int
        + (select count(*) from pg_prepared_xacts where database = ${database})::int as open`;
    if (open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, settledPollMs));
  }
  throw new Error(`a transaction stayed open in ${database} after every writer had ended`);
}

export async function dropNamespace(access: Access, run: string): Promise<void> {
  await using admin = openClient(access, "postgres", { max: 1 });
  const database = identifier(run);
  const found = await admin.sql`select from pg_database where datname = ${database}`;
  if (found.length > 0) await forget(access, database);
}

async function forget(access: Access, database: string): Promise<void> {
  {
    await using inside = openClient(access, database, { max: 1 });
    await inside.within(goodbyeMs, rollbackPrepared(inside.sql, database));
  }
  await using admin = openClient(access, "postgres", { max: 1 });
  await admin.within(goodbyeMs, drop(admin, database));
}

/** A prepared transaction keeps its database in use; only a session on that database can roll it back. */
async function rollbackPrepared(sql: Database, database: string): Promise<void> {
  const prepared = await sql<{ gid: string }[]>`
    select gid from pg_prepared_xacts where database = ${database}`;
  for (const { gid } of prepared) {
    await sql.script(`rollback prepared '${gid.replaceAll("'", "''")}'`);
  }
}

/** Privileges in a database end with it, so its roles can be dropped afterwards. */
async function drop({ sql }: Client, database: string): Promise<void> {
  await sql`
    select pg_terminate_backend(active_pid, 1000) from pg_replication_slots
    where database = ${database} and active_pid is not null`;
  await sql`
    select pg_drop_replication_slot(slot_name) from pg_replication_slots
    where database = ${database}`;
  await sql.script(`drop database if exists ${database} with (force)`);
  await sql.script(`drop role if exists ${database}`);
  await sql.script(`drop role if exists ${readerOf(database)}`);
}

/** Settings of the whole server that faults change for a while. */
const limits = ["max_slot_wal_keep_size", "idle_replication_slot_timeout"];

/**
 * Resets the limits that a run left when it was interrupted during such a fault. Does nothing while
 * another run has a database: that run may be in such a fault now.
 */
async function resetLimits(access: Access): Promise<void> {
  await using admin = openClient(access, "postgres", { max: 1 });
  const left = await admin.sql<{ name: string }[]>`
    select distinct name from pg_file_settings
    where name = any(${limits}::text[]) and sourcefile like '%postgresql.auto.conf'
      and not exists (select from pg_database where datname like 'run\\_%')`;
  for (const { name } of left) await admin.sql.script(`alter system reset ${name}`);
  if (left.length > 0) await admin.sql`select pg_reload_conf()`;
}
