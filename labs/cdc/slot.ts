/** The replication slot of a run, as the harness makes it and as faults treat it. */
import { offer, type Thing } from "../../harness/contract/capability.ts";
import type { FaultContext, Retained } from "../../harness/contract/lab.ts";
import { isLogSlot, type LogSlot } from "../../harness/contract/log_slot.ts";
import { openClient } from "../../harness/services/postgres/client.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { type Lsn, lsnFrom } from "./log/lsn.ts";
import { lacksIdleLimit, outgrow, outlast } from "./slot_limits.ts";

/** @returns the slot's consistent point */
export async function createSlot(source: Database, slot: string): Promise<Lsn> {
  const [{ lsn }] = await source<[{ lsn: string }]>`
    select lsn::text from pg_create_logical_replication_slot(${slot}, 'pgoutput')`;
  return lsnFrom(lsn)!;
}

export async function identityOf(
  source: Database,
): Promise<{ systemIdentifier: string; timeline: number }> {
  const [row] = await source<[{ system: bigint; timeline: number }]>`
    select system_identifier as system, timeline_id as timeline
    from pg_control_system(), pg_control_checkpoint()`;
  return { systemIdentifier: String(row.system), timeline: row.timeline };
}

/**
 * The log that the reader has not confirmed. The server keeps at least this log, and some more: it
 * removes log only at checkpoints.
 */
export async function retainedBy(source: Database, slot: string): Promise<Retained[]> {
  const rows = await source<{ bytes: number; place: string }[]>`
    select (pg_current_wal_lsn() - confirmed_flush_lsn)::float8 as bytes,
      confirmed_flush_lsn::text as place
    from pg_replication_slots where slot_name = ${slot} and confirmed_flush_lsn is not null`;
  return rows.map(({ bytes, place }) => ({ slot, bytes: Math.max(0, bytes), place }));
}

/** The slot as faults see it. */
export function slotThing(name: string, reader: string): Thing {
  const open = (context: FaultContext): LogSlot => {
    const source = context.namespaces.source as PostgresNamespace;
    const slot = slotOf(source);
    return {
      readers: () => context.processes(reader),
      drop: () => dropSlot(source.sql, slot),
      async create() {
        // A restore may have created the slot meanwhile.
        await dropSlot(source.sql, slot);
        await createSlot(source.sql, slot);
      },
      async advance() {
        await whenFree(source.sql, slot);
        await source.sql`select pg_replication_slot_advance(${slot}, pg_current_wal_insert_lsn())`;
      },
      async invalidate() {
        await whenFree(source.sql, slot);
        await using admin = openClient(context.servers.source.access, source.database, { max: 1 });
        await outgrow(admin.sql, slot);
      },
      async expire() {
        await whenFree(source.sql, slot);
        await using admin = openClient(context.servers.source.access, source.database, { max: 1 });
        await outlast(admin.sql, slot);
      },
      cannotExpire: () => lacksIdleLimit(source.sql),
      async writeElsewhere(bytes) {
        await using admin = openClient(context.servers.source.access, "postgres", { max: 1 });
        await admin.sql`
          select pg_logical_emit_message(true, 'asynclab', repeat('neighbor', ${bytes / 8}::int))`;
      },
      async committed() {
        const [{ count }] = await source.sql<[{ count: bigint }]>`
          select count(*) as count from logins`;
        return Number(count);
      },
    };
  };
  return { name, aliases: [], scope: "namespace", offers: [offer(isLogSlot, open)] };
}

/** Slots belong to the whole server, so a slot's name begins with the name of the run's database. */
export const slotOf = ({ database }: PostgresNamespace): string =>
  `${database.slice(0, 56)}_points`;

async function dropSlot(source: Database, slot: string): Promise<void> {
  await whenFree(source, slot);
  await source`
    select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${slot}`;
}

/** How long the session of a killed reader may need to end, in milliseconds. */
const endsMs = 5_000;

/** Ends the session of a killed reader, in case the server has not noticed the kill yet. */
async function whenFree(source: Database, slot: string): Promise<void> {
  await source`
    select pg_terminate_backend(active_pid, ${endsMs}) from pg_replication_slots
    where slot_name = ${slot} and active_pid is not null`;
}
