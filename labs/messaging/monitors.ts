/** The monitors that an operator has on unsent messages and on the dead-letter queue. */
import type { Reading } from "../../harness/contract/style.ts";
import type { Database } from "../../harness/services/postgres/database.ts";

/** @param consumer the settings of the consumers: only some send dead letters */
export async function monitorsOn(
  source: Database,
  target: Database,
  { CONSUMER = "" }: Readonly<Record<string, string>>,
): Promise<Reading[]> {
  const [{ ageS }] = await source<[{ ageS: number }]>`
    select coalesce(extract(epoch from clock_timestamp() - min(written_at)), 0)::float8 as "ageS"
    from unsent where status = 'WAITING'`;
  const age: Reading = { name: "oldest-row", value: ageS };
  if (CONSUMER !== "dead-letter") return [age];
  const [{ count }] = await target<[{ count: bigint }]>`
    select count(*) as count from refusals where set_aside`;
  return [age, { name: "dead-letters", value: Number(count) }];
}
