/** The limits at which a server gives up a slot: a size, and since PostgreSQL 18 an idle time. */
import type { Query } from "../../harness/services/postgres/database.ts";
import { sleep } from "../../harness/timer.ts";

/** How long the server may need to give the slot up, in milliseconds. */
const endsMs = 10_000;

/** `pg_switch_wal` ends a segment of 16 MB early, so the log grows by 16 MB for a few written bytes. */
const segments = 5;

/** Lets the log outgrow a limit: at its next checkpoint the server removes log that the slot needs. */
export async function outgrow(sql: Query, slot: string): Promise<void> {
  await sql`alter system set max_slot_wal_keep_size = '16MB'`;
  try {
    await sql`select pg_reload_conf()`;
    for (let i = 0; i < segments; i++) {
      await sql`select pg_logical_emit_message(false, 'asynclab', 'one more segment')`;
      await sql`select pg_switch_wal()`;
    }
    await untilGivenUp(sql, slot);
  } finally {
    await sql`alter system reset max_slot_wal_keep_size`;
    await sql`select pg_reload_conf()`;
  }
}

const idleSeconds = 1;

/** Why the server has no limit of time; null where it has one. */
export async function lacksIdleLimit(sql: Query): Promise<string | null> {
  const [{ version }] = await sql<[{ version: number }]>`
    select current_setting('server_version_num')::int as version`;
  const major = Math.floor(version / 10_000);
  if (major >= 18) return null;
  return `PostgreSQL ${major} has no idle limit for slots, and 18 has: set ASYNCLAB_POSTGRES=18`;
}

/** Lets the slot be idle for longer than a limit. */
export async function outlast(sql: Query, slot: string): Promise<void> {
  await sql`alter system set idle_replication_slot_timeout = '1s'`;
  try {
    await sql`select pg_reload_conf()`;
    await sleep(idleSeconds * 1_000 + 200);
    await untilGivenUp(sql, slot);
  } finally {
    await sql`alter system reset idle_replication_slot_timeout`;
    await sql`select pg_reload_conf()`;
  }
}

async function untilGivenUp(sql: Query, slot: string): Promise<void> {
  for (const deadline = performance.now() + endsMs; performance.now() < deadline;) {
    await sql`checkpoint`;
    const [{ isLost }] = await sql<[{ isLost: boolean }]>`
      select coalesce(bool_and(wal_status = 'lost'), true) as "isLost"
      from pg_replication_slots where slot_name = ${slot}`;
    if (isLost) return;
    await sleep(50);
  }
  throw new Error(`The server did not give up the slot '${slot}' within ${endsMs / 1_000} s`);
}
