/** Reads what only this lab keeps: when each login's row was written, and the changes of its transaction. */
import type { Applied, Change, Commit } from "../../harness/history/event.ts";
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
