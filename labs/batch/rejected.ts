/** Rows that cannot be loaded: kept in the target with the load's transaction, then written for people. */
import { type Database, piece, type Transaction } from "../../harness/roles/role.ts";
import type { Sending } from "./files.ts";
import type { BadRow } from "./row.ts";

/** So many are in memory at a time: a file may consist of nothing else. */
export const mostBadRows = 1_000;

/** Keeps the rows of a file. */
export async function setAside(
  tx: Transaction,
  { date, attempt }: Sending,
  rows: readonly BadRow[],
): Promise<void> {
  const [lines, reasons, raws] = (["line", "reason", "raw"] as const).map((column) =>
    rows.map((row) => row[column])
  );
  await tx`
    insert into rejected_rows (feed_date, attempt, line, reason, raw)
    select ${date}, ${attempt}, line, reason, raw
    from unnest(${lines}::int[], ${reasons}::text[], ${raws}::text[]) as bad (line, reason, raw)`;
}

const encoder = new TextEncoder();

/** The kept rows of a file as lines of JSON. */
export async function* rejectedLines(
  sql: Database,
  { date, attempt }: Sending,
): AsyncGenerator<Uint8Array> {
  const kept = piece`
    select line, reason, raw from rejected_rows
    where feed_date = ${date} and attempt = ${attempt} order by line`;
  for await (const page of sql.pages<BadRow>(kept, mostBadRows)) {
    const lines = page.map(({ line, reason, raw }) => JSON.stringify({ line, reason, raw }) + "\n");
    yield encoder.encode(lines.join(""));
  }
}
