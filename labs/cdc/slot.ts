/** The replication slot of a run, as the harness makes it and as faults treat it. */
import type { Database } from "../../harness/services/postgres/database.ts";
import { type Lsn, lsnFrom } from "./log/lsn.ts";

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
