/** Reads the tables that only polling has in the source. */
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import type { Aside, Marked, Row } from "../../harness/history/event.ts";
import { commitMs, opInPayload, relative } from "../login_points/audit.ts";

/** The number of waiting rows, and of those that are due. */
export async function waitingIn(sql: Database): Promise<{ backlog: number; due: number }> {
  const [{ rows, due }] = await sql<[{ rows: bigint; due: bigint }]>`
    select count(*) as rows, count(*) filter (where next_attempt_at <= clock_timestamp()) as due
    from messages where status = 'WAITING'`;
  return { backlog: Number(rows), due: Number(due) };
}

/** Committed operations whose row does not wait, by one look: logins go on meanwhile. */
export async function finishedIn(sql: Database): Promise<number> {
  const [{ finished }] = await sql<[{ finished: bigint }]>`
    select (select count(*) from logins)
      - (select count(*) from messages where status = 'WAITING') as finished`;
  return Number(finished);
}

/** The waiting rows of keys that a worker has claimed, and the rows that belong to an owner. */
export async function claimedIn(sql: Database): Promise<number> {
  const [{ rows }] = await sql<[{ rows: bigint }]>`
    select count(*) as rows from messages left join claims using (message_key)
    where status = 'TAKEN' or (status = 'WAITING' and until > clock_timestamp())`;
  return Number(rows);
}

/** Rows that B marked as done, including rows that B deleted afterwards. */
export async function* marks(sql: Database, epochMs: number): AsyncGenerator<Marked> {
  const rows = piece`
    select ${opInPayload} as op, ${raw(commitMs)} as at from messages where status = 'DONE'
    union all
    select ${opInPayload}, ${raw(commitMs.replace("xmin", "xid::xid"))} from deleted_messages
    where status = 'DONE'`;
  for await (const page of sql.pages<{ op: bigint | null; at: number | null }>(rows, 5_000)) {
    for (const { op, at } of page) {
      if (op === null) continue;
      yield { at: relative(at, epochMs), kind: "marked", op: Number(op), where: "messages" };
    }
  }
}

/** Rows that were set aside on purpose. */
export async function* asides(sql: Database, epochMs: number): AsyncGenerator<Aside> {
  const rows = await sql<
    { op: bigint | null; status: string; remark: string; at: number | null }[]
  >`
    select ${opInPayload} as op, status, coalesce(remark, 'no remark') as remark,
      (extract(epoch from failed_at) * 1000)::float8 as at
    from messages where status in ('FAILED', 'EXCLUDED')`;
  for (const { op, status, remark, at } of rows) {
    if (op === null) continue;
    const reason = `${status}: ${remark}`;
    yield {
      at: relative(at, epochMs),
      kind: "aside",
      op: Number(op),
      where: "messages",
      side: "sender",
      reason,
    };
  }
}

interface RowAsRead {
  op: bigint | null;
  place: string;
  state: Row["state"];
  owner: string | null;
  at: number | null;
}

/** Each row of the table, in the order of its id, as it was found; a row that was deleted unread too. */
export async function* rows(sql: Database, epochMs: number): AsyncGenerator<Row> {
  const found = piece`
    select ${opInPayload} as op, id::text as place, owner, ${raw(commitMs)} as at,
      case status when 'WAITING' then 'waiting' when 'TAKEN' then 'taken' when 'DONE' then 'done'
        else 'set-aside' end as state
    from messages
    union all
    select ${opInPayload}, id::text, null, ${raw(commitMs.replace("xmin", "xid::xid"))}, 'deleted'
    from deleted_messages where status <> 'DONE'`;
  for await (const page of sql.pages<RowAsRead>(found, 5_000)) {
    for (const { op, place, state, owner, at } of page) {
      if (op === null) continue;
      const row = { op: Number(op), where: "messages", place, state };
      const taken = state === "taken" && owner !== null ? { owner } : {};
      yield { at: relative(at, epochMs), kind: "row", ...row, ...taken };
    }
  }
}
