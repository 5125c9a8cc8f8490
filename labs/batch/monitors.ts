/** The monitor that an operator has on the rows of a feed. */
import type { Reading } from "../../harness/contract/style.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { Habits } from "./backlog.ts";

/**
 * The age of the oldest row that no sending took, in the time of the run: the business clock is faster.
 * Nothing in A tells it where rows are chosen by windows, and where B reads A's database.
 */
export async function monitorsOn(
  source: Database,
  { isByWindow, isReader }: Habits,
): Promise<Reading[]> {
  if (isByWindow || isReader) return [];
  const [{ ageS }] = await source<[{ ageS: number }]>`
    select coalesce(extract(epoch from clock_timestamp() - min(began_at)), 0)::float8 as "ageS"
    from feed_rows where attempt is null`;
  return [{ name: "oldest-row", value: ageS }];
}
