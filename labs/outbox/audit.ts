/** What only this style knows to ask the databases. */
import { type Database, piece } from "../../harness/database.ts";
import type { Aside } from "../../harness/history/event.ts";
import { rejections } from "../login_points/audit.ts";

/** Rows the relay of this variant would still pick up. */
export async function backlogOf(
  sql: Database,
  keepsPosition: boolean,
  variant: string,
): Promise<number> {
  const [{ rows }] = keepsPosition
    ? await sql<[{ rows: bigint }]>`
      select count(*) as rows from outbox, outbox_position
      where name = 'relay' and ${
      variant === "last-id-safe"
        ? piece`(xid >= to_xid or (xid >= from_xid and id > last_id))`
        : piece`id > last_id`
    } and not exists (
        select from outbox_failures failed where failed.id = outbox.id and failed_at is not null)`
    : await sql<[{ rows: bigint }]>`select count(*) as rows from outbox where status = 'WAITING'`;
  return Number(rows);
}

/** Rows so far: logins committed, messages written to the outbox, grants. */
export async function countsOf(
  source: Database,
  target: Database,
): Promise<{ committed: number; written: number; applied: number }> {
  const [[a], [b]] = await Promise.all([
    source<[{ committed: bigint; written: bigint }]>`
      select (select count(*) from logins) as committed, (select count(*) from outbox) as written`,
    target<[{ applied: bigint }]>`select count(distinct op) as applied from grants`,
  ]);
  return {
    committed: Number(a.committed),
    written: Number(a.written),
    applied: Number(b.applied),
  };
}

/** What was set aside on purpose: FAILED and EXCLUDED rows, and messages nobody could read. */
export async function* asides(
  source: Database,
  target: Database,
  keepsPosition: boolean,
  epochMs: number,
): AsyncGenerator<Aside> {
  const rows = keepsPosition
    ? await source<AsideRow[]>`
      select payload::json->>'op' as op, 'FAILED' as status, remark,
        (extract(epoch from failed_at) * 1000)::float8 as at
      from outbox_failures join outbox using (id) where failed_at is not null`
    : await source<AsideRow[]>`
      select payload::json->>'op' as op, status, remark,
        (extract(epoch from failed_at) * 1000)::float8 as at
      from outbox where status in ('FAILED', 'EXCLUDED')`;
  for (const { op, status, remark, at } of rows) {
    const reason = `${status}: ${remark ?? "no remark"}`;
    yield {
      at: at === null ? null : at - epochMs,
      kind: "aside",
      op: Number(op),
      where: "outbox",
      reason,
    };
  }
  yield* rejections(target);
}

interface AsideRow {
  op: string;
  status: string;
  remark: string | null;
  at: number | null;
}
