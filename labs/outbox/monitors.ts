/** The monitors that an operator has on an outbox whose rows have a status. */
import type { Reading } from "../../harness/contract/style.ts";
import type { Database } from "../../harness/services/postgres/database.ts";

export async function monitorsOn(source: Database): Promise<Reading[]> {
  const [{ ageS, failed }] = await source<[{ ageS: number; failed: bigint }]>`
    select
      coalesce((select extract(epoch from clock_timestamp() - min(occurred_at))
        from outbox where status = 'WAITING'), 0)::float8 as "ageS",
      (select count(*) from outbox where status = 'FAILED') as failed`;
  return [{ name: "oldest-row", value: ageS }, { name: "dead-letters", value: Number(failed) }];
}
