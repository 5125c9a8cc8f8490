/** Reads what the feed has in the two databases and on the file server. */
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";
import type {
  Aside,
  Commit,
  FeedFile,
  Marked,
  Request,
  Row,
  Totals,
} from "../../harness/history/event.ts";
import { dateAsked } from "./files.ts";
import { commitMs, relative, written } from "../login_points/audit.ts";

/**
 * One `commit` for each login. `written` is the start of its transaction: a reader by transaction ids
 * may see a login before another one that was committed earlier and began later.
 */
export async function* commitsAndStarts(sql: Database, epochMs: number): AsyncGenerator<Commit> {
  const rows = piece`
    select logins.op, logins.user_id as key, logins.seq,
      ${raw(commitMs.replace("xmin", "logins.xmin"))} as at,
      (extract(epoch from began_at) * 1000)::float8 as began,
      to_char(business_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as business
    from logins left join feed_rows using (op) order by logins.op`;
  for await (const page of sql.pages<CommitRow>(rows, 5_000)) {
    for (const { op, key, seq, at, began, business } of page) {
      const time = began === null || business === null
        ? {}
        : { written: relative(began, epochMs)!, business };
      yield { at: relative(at, epochMs), kind: "commit", op: written(op), key, seq, ...time };
    }
  }
}

interface CommitRow {
  readonly op: bigint;
  readonly key: string;
  readonly seq: number;
  readonly at: number | null;
  readonly began: number | null;
  readonly business: string | null;
}

/** The rows of the files that A's records say are sent, with the time at which A marked them. */
export async function* marks(sql: Database, epochMs: number): AsyncGenerator<Marked> {
  const rows = piece`
    select op, ${raw(commitMs.replace("xmin", "feed_rows.xmin"))} as at
    from feed_rows join feed_runs using (feed_date, attempt) where status = 'SENT'`;
  for await (const page of sql.pages<{ op: bigint; at: number | null }>(rows, 5_000)) {
    for (const { op, at } of page) {
      yield { at: relative(at, epochMs), kind: "marked", op: Number(op), where: "feed_rows" };
    }
  }
}

interface RowAsRead {
  readonly op: bigint;
  readonly place: string;
  readonly state: Row["state"];
  readonly xid: string;
  readonly business: string;
}

/** Each row of the feed, as it was found: a row that no query took still waits. */
export async function* rows(sql: Database): AsyncGenerator<Row> {
  const found = piece`
    select op, row_id::text as place, xid::text as xid,
      case when attempt is not null then 'done'
        when exists (select from picked_rows where picked_rows.row_id = feed_rows.row_id)
          then 'written'
        else 'waiting' end as state,
      to_char(business_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as business
    from feed_rows order by row_id`;
  for await (const page of sql.pages<RowAsRead>(found, 5_000)) {
    for (const { op, ...row } of page) {
      yield { at: null, kind: "row", op: Number(op), where: "feed_rows", ...row };
    }
  }
}

/** The operation in the text of a row: its cells with commas between, `op=7`, `"op":"7"`, `<op>7`. */
const opIn = /^\d{1,19},(\d{1,15}),|\bop"?\s*[=:>]\s*"?(\d{1,15})\b/;

/** Rows that B rejected, with the reason. */
export async function* asides(sql: Database): AsyncGenerator<Aside> {
  const rows = await sql<{ reason: string; raw: string }[]>`select reason, raw from rejected_rows`;
  for (const { reason, raw } of rows) {
    const op = opIn.exec(raw)?.slice(1).find((digits) => digits !== undefined);
    if (op === undefined) continue;
    yield {
      at: null,
      kind: "aside",
      op: Number(op),
      where: "rejected_rows",
      side: "consumer",
      reason,
    };
  }
}

/** The totals of each business day: of the rows in A's database that were sent, and of B's grants for them. */
export async function* totals(source: Database, target: Database): AsyncGenerator<Totals> {
  const sent = await source<{ date: string; ops: bigint[] }[]>`
    select feed_date::text as date, array_agg(op) as ops from (
      select feed_date, op from feed_rows where attempt > 0
      union select picked.feed_date, op from picked_rows as picked join feed_rows using (row_id)
    ) as sent group by feed_date order by feed_date`;
  for (const { date, ops } of sent) {
    yield { date, side: "query", ...await sumOf(source, piece`feed_rows`, ops), ...common };
    const rejected = await rejectedOf(target, date);
    const there = await sumOf(target, piece`grants`, ops);
    yield { date, side: "target", ...there, ...(rejected > 0 && { rejected }), ...common };
  }
}

const common = { at: null, kind: "totals" } as const;

async function sumOf(sql: Database, table: ReturnType<typeof piece>, ops: readonly bigint[]) {
  const [{ count, sum, xor }] = await sql<[{ count: bigint; sum: string; xor: bigint }]>`
    select count(*) as count, coalesce(sum(points), 0)::text as sum, coalesce(bit_xor(op), 0) as xor
    from ${table} where op = any(${ops}::bigint[])`;
  return { count: Number(count), sum, xor: String(xor) };
}

async function rejectedOf(sql: Database, date: string): Promise<number> {
  const [{ count }] = await sql<[{ count: bigint }]>`
    select count(*) as count from (
      select distinct line from rejected_rows where feed_date = ${date}) as lines`;
  return Number(count);
}

const folders = ["inbox", "done", "rejected", "aside", "lost"] as const;

/** One event for each thing that is known of a file: sent, loaded, found in a folder. */
export async function* files(
  source: Database,
  target: Database,
  server: FilesNamespace,
  epochMs: number,
): AsyncGenerator<FeedFile> {
  const sent = await source<{ date: string; attempt: number }[]>`
    select feed_date::text as date, attempt from feed_runs where status = 'SENT'`;
  for (const { date, attempt } of sent) {
    yield {
      at: null,
      kind: "file",
      date,
      attempt,
      name: `points-${date}-${attempt}`,
      state: "sent",
    };
  }
  const loaded = await target<{ date: string; attempt: number; name: string; at: number | null }[]>`
    select feed_date::text as date, attempt, file as name, ${raw(commitMs)} as at from feed_files`;
  for (const { date, attempt, name, at } of loaded) {
    yield { at: relative(at, epochMs), kind: "file", date, attempt, name, state: "loaded" };
  }
  for (const state of folders) {
    for (const { name } of await server.list(state)) {
      const [, date, attempt] = /^points-(\d{4}-\d\d-\d\d)-(\d+)\.(?!manifest)/.exec(name) ?? [];
      if (date === undefined || name.endsWith(".part")) continue;
      yield { at: null, kind: "file", date, attempt: Number(attempt), name, state };
    }
  }
}

/** What B asked for again by itself, with the time at which A took the request. */
export async function* requests(
  source: Database,
  server: FilesNamespace,
  epochMs: number,
): AsyncGenerator<Request> {
  const answered = await source<{ name: string; at: number | null }[]>`
    select name, ${raw(commitMs)} as at from answered_requests`;
  const times = new Map(answered.map(({ name, at }) => [name, at]));
  for (const { name } of await server.list("requests")) {
    const date = dateAsked(name);
    if (date === null) continue;
    yield { at: relative(times.get(name) ?? null, epochMs), kind: "request", date, name };
  }
}
