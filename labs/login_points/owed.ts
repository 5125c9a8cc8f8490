/** What the failure log of a caller shows: to an operator while a run goes on, and to the audit. */
import type { Reading } from "../../harness/contract/style.ts";
import type { Row } from "../../harness/history/event.ts";
import { type Database, raw } from "../../harness/services/postgres/database.ts";
import { commitMs, relative } from "./audit.ts";

/** The age of the oldest grant that is owed, and how many were refused for good. */
export async function monitorsOn(source: Database): Promise<Reading[]> {
  const [{ ageS, refused }] = await source<[{ ageS: number; refused: bigint }]>`
    select
      coalesce(extract(epoch from clock_timestamp() - min(owed_at)
        filter (where status = 'WAITING')), 0)::float8 as "ageS",
      count(*) filter (where status = 'REFUSED') as refused
    from failure_log`;
  return [{ name: "oldest-row", value: ageS }, { name: "dead-letters", value: Number(refused) }];
}

/** Each row that is left. The row of a grant that was made is gone. */
export async function* owedRows(source: Database, epochMs: number): AsyncGenerator<Row> {
  const rows = await source<{ op: bigint; place: string; isWaiting: boolean; at: number | null }[]>`
    select op, message_id::text as place, status = 'WAITING' as "isWaiting", ${raw(commitMs)} as at
    from failure_log order by owed_at`;
  for (const { op, place, isWaiting, at } of rows) {
    const state = isWaiting ? "waiting" : "set-aside";
    const it = { op: Number(op), where: "failure_log", place, state } as const;
    yield { at: relative(at, epochMs), kind: "row", ...it };
  }
}
