/**
 * The position of the reader in the target. It is saved in the same transaction as the changes before
 * it, so position and changes cannot disagree.
 */
import type { Query } from "../../harness/services/postgres/database.ts";
import { type Lsn, lsnFrom, lsnText } from "./log/lsn.ts";

/** The name of this reader's row. */
export const reader = "points";

/** A saved position, and the server and slot that it belongs to. */
export interface Saved {
  readonly systemIdentifier: string;
  readonly timeline: number;
  readonly slot: string;
  readonly consistentPoint: Lsn;
  readonly lsn: Lsn;
}

interface SavedRow {
  system_identifier: string;
  timeline: number;
  slot: string;
  consistent_point: string;
  lsn: string;
}

/**
 * Waits for a transaction that has locked the position: a killed reader may have sent a commit that
 * the server has not executed yet.
 *
 * @returns null where nobody saved one
 */
export async function loadPosition(target: Query): Promise<Saved | null> {
  const [row] = await target<[SavedRow?]>`
    select system_identifier, timeline, slot, consistent_point::text, lsn::text from positions
    where reader = ${reader} for update`;
  if (row === undefined) return null;
  return {
    systemIdentifier: row.system_identifier,
    timeline: row.timeline,
    slot: row.slot,
    consistentPoint: lsnFrom(row.consistent_point)!,
    lsn: lsnFrom(row.lsn)!,
  };
}

/** The first position: the consistent point of a slot that was just created. */
export async function firstPosition(target: Query, saved: Saved): Promise<void> {
  await target`
    insert into positions (reader, system_identifier, timeline, slot, consistent_point, lsn)
    values (${reader}, ${saved.systemIdentifier}, ${saved.timeline}, ${saved.slot},
      ${lsnText(saved.consistentPoint)}::pg_lsn, ${lsnText(saved.lsn)}::pg_lsn)`;
}

export interface Step {
  /** The last position that this reader saved. */
  readonly from: Lsn;
  readonly to: Lsn;
}

/**
 * Moves the position. It must still be the position that this reader saved last: a late transaction
 * of a killed reader may have applied the same changes.
 *
 * @throws Error where the position is another one
 */
export async function savePosition(target: Query, { from, to }: Step): Promise<void> {
  const moved = await target`
    update positions set lsn = ${lsnText(to)}::pg_lsn, saved_at = clock_timestamp()
    where reader = ${reader} and lsn = ${lsnText(from)}::pg_lsn returning 1`;
  if (moved.length > 0) return;
  throw new Error(`The position is not at ${lsnText(from)} any more: another reader moved it`);
}
