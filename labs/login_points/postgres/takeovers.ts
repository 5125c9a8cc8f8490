/** Takeovers as the grants show them: another process goes on with the operations of a user. */
import { takeover } from "../../../harness/contract/hazards.ts";
import type { HazardEvent } from "../../../harness/history/event.ts";
import type { Database } from "../../../harness/services/postgres/database.ts";
import { relative } from "../audit.ts";

interface TakeoverRow {
  readonly target: string;
  readonly before: string;
  readonly after: string;
  readonly count: bigint;
  readonly op: bigint;
  readonly at: number;
}

/** One hazard for each pair of processes, with the first operation. A process that started again is the same one. */
export async function* takeoversOfKeys(
  sql: Database,
  epochMs: number,
): AsyncGenerator<HazardEvent> {
  const rows = await sql<TakeoverRow[]>`
    select target, before, process as after, count(*) as count, (array_agg(op order by n))[1] as op,
      (extract(epoch from min(began_at)) * 1000)::float8 as at
    from (
      select *, lag(process) over (partition by target, user_id order by n) as before from grants
      where process <> '') as applied
    where before <> process group by target, before, process order by at`;
  for (const { target, before, after, count, op, at } of rows) {
    yield {
      at: relative(at, epochMs),
      kind: "hazard",
      name: takeover.name,
      op: Number(op),
      count: Number(count),
      source: `grants of ${target}, ${after} after ${before}`,
    };
  }
}
