/** What the reader has in hand at its end. */
import { inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import type { HazardCount } from "../../harness/contract/lab.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import { lsnFrom } from "./log/lsn.ts";
import { reader } from "./saved_position.ts";

/**
 * The server still keeps what the reader has saved: after a restart it may send that again. And it
 * has sent more than the reader has saved.
 */
export async function handsOfReader(
  source: Database,
  target: Database,
  slot: string,
): Promise<HazardCount[]> {
  const [position] = await target<[{ lsn: string }?]>`
    select lsn::text from positions where reader = ${reader}`;
  const [sent] = await source<[{ confirmed: string | null; sent: string | null }?]>`
    select confirmed_flush_lsn::text as confirmed, sent_lsn::text as sent
    from pg_replication_slots left join pg_stat_replication on pid = active_pid
    where slot_name = ${slot}`;
  if (position === undefined || sent === undefined) return [];
  const saved = lsnFrom(position.lsn)!;
  const isBefore = (lsn: string | null) => lsn !== null && lsnFrom(lsn)! < saved;
  const isAfter = (lsn: string | null) => lsn !== null && lsnFrom(lsn)! > saved;
  return [
    { hazard: unacknowledgedEffect, count: isBefore(sent.confirmed) ? 1 : 0 },
    { hazard: inHand, count: isAfter(sent.sent) ? 1 : 0 },
  ];
}
