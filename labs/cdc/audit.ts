/** Reads what only this lab keeps: when each login's row was written, and the changes of its transaction. */
import type { Applied, Change, Commit, Position, Row } from "../../harness/history/event.ts";
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import { commitMs, relative, written } from "../login_points/audit.ts";

const pageRows = 5_000;

interface CommitRow {
  op: bigint;
  key: string;
  seq: number;
  at: number | null;
  written: number | null;
}

/** One `commit` for each login, with the time at which its row was written, before the commit. */
export async function* commitsAndTimes(sql: Database, epochMs: number): AsyncGenerator<Commit> {
  const rows = piece`
    select op, user_id as key, seq, ${raw(commitMs)} as at,
      (extract(epoch from written_at) * 1000)::float8 as written
    from changes where i = 0 order by op`;
  for await (const page of sql.pages<CommitRow>(rows, pageRows)) {
    for (const { op, key, seq, at, written: ms } of page) {
      const time = ms === null ? {} : { written: relative(ms, epochMs)! };
      yield { at: relative(at, epochMs), kind: "commit", op: written(op), key, seq, ...time };
    }
  }
}

/** The changes of each login's transaction. */
export async function* changes(sql: Database): AsyncGenerator<Change> {
  const rows = piece`
    select op, i, count(*) over (partition by op)::int as of, tx::text::float8 as tx
    from changes order by op, i`;
  for await (
    const page of sql.pages<{ op: bigint; i: number; of: number; tx: number }>(rows, pageRows)
  ) {
    for (const { op, i, of, tx } of page) {
      yield { at: null, kind: "change", op: written(op), i, of, tx };
    }
  }
}

/** The changes that the target applied, each with the target's transaction. */
export async function* appliedChanges(sql: Database, target: string): AsyncGenerator<Applied> {
  const rows = piece`
    select op, i, txid::text::float8 as txid from applied_changes order by op, i`;
  for await (const page of sql.pages<{ op: bigint; i: number; txid: number }>(rows, pageRows)) {
    for (const { op, i, txid } of page) {
      yield { at: null, kind: "applied", op: written(op), i, txid, target };
    }
  }
}

/** A longer log is not searched for commits: it would take seconds, and only explanations need it. */
const longestLog = 128 * 2 ** 20;

/** Where the log ends now, as text. */
export async function logEnd(sql: Database): Promise<string> {
  const [{ place }] = await sql<[{ place: string }]>`select pg_current_wal_lsn()::text as place`;
  return place;
}

/**
 * The place of each login's commit in the log: its end, which a position that has passed it is not
 * before. None where the server has no `pg_walinspect`, or no longer has the log.
 *
 * https://www.postgresql.org/docs/current/pgwalinspect.html
 */
export async function* commitsInLog(sql: Database, from: string): AsyncGenerator<Row> {
  const rows = await placesOf(sql, from).catch(() => []);
  for (const { op, place, xid } of rows) {
    yield { at: null, kind: "row", op: Number(op), where: "log", place, state: "written", xid };
  }
}

async function placesOf(sql: Database, from: string) {
  const to = await logEnd(sql);
  const [{ bytes }] = await sql<[{ bytes: number }]>`
    select (${to}::pg_lsn - ${from}::pg_lsn)::float8 as bytes`;
  if (bytes <= 0 || bytes > longestLog) return [];
  return await sql.begin(async (tx) => {
    // Only a superuser may create the extension and read the log.
    await tx`set local role none`;
    await tx`create extension if not exists pg_walinspect`;
    return await tx<{ op: bigint; place: string; xid: string }[]>`
      select op, end_lsn::text as place, tx::text as xid
      from pg_get_wal_records_info(${from}, ${to}) as record
      join changes on record.xid = changes.tx::xid and changes.i = 0
      where resource_manager = 'Transaction' and record_type = 'COMMIT' order by op`;
  });
}

/** Each position that the reader saved in the target. */
export async function* positions(sql: Database, epochMs: number): AsyncGenerator<Position> {
  const saved = piece`
    select lsn::text as place, ${raw(commitMs)} as at from saved_positions order by lsn`;
  for await (const page of sql.pages<{ place: string; at: number | null }>(saved, pageRows)) {
    for (const { at, place } of page) {
      yield { at: relative(at, epochMs), kind: "position", reader: "reader", where: "log", place };
    }
  }
}
