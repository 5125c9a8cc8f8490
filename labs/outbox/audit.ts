/** Reads the tables that only the outbox has. */
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import type { Aside, Commit, Marked, Position, Row } from "../../harness/history/event.ts";
import { commitMs, opInPayload, relative, written } from "../login_points/audit.ts";

/** The number of rows that the relay of this variant would still read. */
export async function backlogOf(
  sql: Database,
  keepsPosition: boolean,
  isSafe: boolean,
): Promise<number> {
  const [{ rows }] = keepsPosition
    ? await sql<[{ rows: bigint }]>`
      select count(*) as rows from outbox, outbox_position
      where name = 'relay' and ${
      isSafe ? piece`(xid >= to_xid or (xid >= from_xid and id > last_id))` : piece`id > last_id`
    } and not exists (
        select from outbox_failures failed where failed.id = outbox.id and failed_at is not null)`
    : await sql<[{ rows: bigint }]>`select count(*) as rows from outbox where status = 'WAITING'`;
  return Number(rows);
}

interface CommitRow {
  op: bigint;
  key: string;
  seq: number;
  at: number | null;
  began: number | null;
}

/** One `commit` for each login of a variant with a position. `written` is the start of its transaction. */
export async function* commitsAndStarts(sql: Database, epochMs: number): AsyncGenerator<Commit> {
  const rows = piece`
    select logins.op, user_id as key, seq, ${raw(commitMs.replace("xmin", "logins.xmin"))} as at,
      (extract(epoch from began_at) * 1000)::float8 as began
    from logins left join (
      select ${opInPayload} as op, min(began_at) as began_at from outbox group by 1) as outbox
      on outbox.op = logins.op
    order by logins.op`;
  for await (const page of sql.pages<CommitRow>(rows, 5_000)) {
    for (const { op, key, seq, at, began } of page) {
      const time = began === null ? {} : { written: relative(began, epochMs)! };
      yield { at: relative(at, epochMs), kind: "commit", op: written(op), key, seq, ...time };
    }
  }
}

/** Rows that the relay's own records show as sent: marked, before the relay's position, or deleted. */
export async function* marks(
  sql: Database,
  keepsPosition: boolean,
  epochMs: number,
): AsyncGenerator<Marked> {
  const marked = keepsPosition
    ? piece`
      select ${opInPayload} as op, null::float8 as at from outbox, outbox_position
      where name = 'relay' and (xid < from_xid or (xid < to_xid and id <= last_id))`
    : piece`
      select ${opInPayload} as op, ${raw(commitMs)} as at from outbox where status = 'DONE'`;
  const rows = piece`
    select * from (${marked}) as marked where op is not null
    union all
    select ${opInPayload}, ${raw(commitMs)} from deleted_outbox
    where ${opInPayload} is not null`;
  for await (const page of sql.pages<{ op: bigint; at: number | null }>(rows, 5_000)) {
    for (const { op, at } of page) {
      yield { at: relative(at, epochMs), kind: "marked", op: Number(op), where: "outbox" };
    }
  }
}

/** True where the position belongs to another server: it says nothing about rows written on this one. */
export async function hasMoved(sql: Database): Promise<boolean> {
  const [{ moved }] = await sql<[{ moved: boolean }]>`
    select position.system_identifier <> this.system_identifier::text as moved
    from outbox_position as position, pg_control_system() as this where name = 'relay'`;
  return moved;
}

/** The relay's own records about the rows of an outbox. */
export interface Records {
  /** True where the relay marks or deletes at least one row. */
  readonly areKept: boolean;
  /** The rows that the relay would still send. */
  readonly waiting: readonly OpenRow[];
}

export interface OpenRow {
  /** Null where the row names no operation. */
  readonly op: number | null;
  readonly id: bigint;
  /** When the row's login was committed, in milliseconds since 1970; null where that is not known. */
  readonly committedMs: number | null;
}

interface OpenRowAsRead {
  id: bigint;
  op: bigint | null;
  sent: boolean;
  at: number | null;
}

export async function recordsOf(sql: Database, keepsPosition: boolean): Promise<Records> {
  const rows = keepsPosition
    ? piece`
      select id, ${opInPayload} as op, xid < from_xid or (xid < to_xid and id <= last_id) as sent
      from outbox, outbox_position where name = 'relay'`
    : piece`
      select id, ${opInPayload} as op, status = 'DONE' as sent
      from outbox where status in ('DONE', 'WAITING')`;
  const known = await sql<OpenRowAsRead[]>`
    select outbox.id, outbox.op, sent, ${raw(commitMs.replace("xmin", "logins.xmin"))} as at
    from (${rows}) as outbox left join logins using (op)`;
  const [{ deletes }] = await sql<[{ deletes: boolean }]>`
    select exists (select from deleted_outbox) as deletes`;
  return {
    areKept: deletes || known.some(({ sent }) => sent),
    waiting: known.filter(({ sent }) => !sent).map(({ id, op, at }) => ({
      id,
      op: op === null ? null : Number(op),
      committedMs: at,
    })),
  };
}

/** Messages written to the outbox so far. */
export async function rowsIn(source: Database): Promise<number> {
  const [{ written }] = await source<[{ written: bigint }]>`
    select count(*) as written from outbox`;
  return Number(written);
}

/** Rows that were set aside on purpose: FAILED and EXCLUDED. */
export async function* asides(
  source: Database,
  keepsPosition: boolean,
  epochMs: number,
): AsyncGenerator<Aside> {
  const rows = keepsPosition
    ? await source<AsideRow[]>`
      select ${opInPayload} as op, 'FAILED' as status, remark,
        (extract(epoch from failed_at) * 1000)::float8 as at
      from outbox_failures join outbox using (id) where failed_at is not null`
    : await source<AsideRow[]>`
      select ${opInPayload} as op, status, remark,
        (extract(epoch from failed_at) * 1000)::float8 as at
      from outbox where status in ('FAILED', 'EXCLUDED')`;
  for (const { op, status, remark, at } of rows) {
    if (op === null) continue;
    const reason = `${status}: ${remark ?? "no remark"}`;
    yield {
      at: at === null ? null : at - epochMs,
      kind: "aside",
      op: Number(op),
      where: "outbox",
      side: "sender",
      reason,
    };
  }
}

interface AsideRow {
  op: bigint | null;
  status: string;
  remark: string | null;
  at: number | null;
}

interface RowAsRead {
  op: bigint | null;
  place: string;
  state: Row["state"];
  xid: string | null;
  at: number | null;
}

/** Each row of the outbox, in the order of its id, as it was found. */
export async function* rows(
  sql: Database,
  keepsPosition: boolean,
  epochMs: number,
): AsyncGenerator<Row> {
  const state = keepsPosition ? piece`'written'` : piece`
    case status when 'WAITING' then 'waiting' when 'DONE' then 'done' else 'set-aside' end`;
  const found = piece`
    select ${opInPayload} as op, id::text as place, ${state} as state,
      ${keepsPosition ? piece`xid::text` : piece`null::text`} as xid, ${raw(commitMs)} as at
    from outbox order by id`;
  for await (const page of sql.pages<RowAsRead>(found, 5_000)) {
    for (const { op, place, state, xid, at } of page) {
      if (op === null) continue;
      const row = { op: Number(op), where: "outbox", place, state, ...(xid !== null && { xid }) };
      yield { at: relative(at, epochMs), kind: "row", ...row };
    }
  }
}

/** Each position that a relay saved which reads by ids alone: it looks at no row up to there again. */
export async function* positions(sql: Database, epochMs: number): AsyncGenerator<Position> {
  const saved = piece`
    select last_id::text as place, ${raw(commitMs)} as at from saved_positions order by last_id`;
  for await (const page of sql.pages<{ place: string; at: number | null }>(saved, 5_000)) {
    for (const { place, at } of page) {
      const about = { reader: "relay", where: "outbox", place };
      yield { at: relative(at, epochMs), kind: "position", ...about };
    }
  }
}
