/** Asks A for a business day again by hand, in the way in which B's loader asks. */
import type { Database } from "../../harness/services/postgres/database.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";
import { requestByHand, requestList } from "./files.ts";

/** Resolves with the number of rows of the day's last sending; null where there is none. */
export async function askAgain(
  source: Database,
  files: FilesNamespace,
  date: string,
): Promise<number | null> {
  const [last] = await source<[{ sequence: number; rows: bigint }?]>`
    select sequence, row_count as rows from feed_runs
    where feed_date = ${date} and status = 'SENT' order by attempt desc limit 1`;
  if (last === undefined) return null;
  // A request is answered once, so each one has a name of its own.
  const name = requestByHand(last.sequence, (await files.list("requests")).length + 1);
  const list = await files.read(`requests/${requestList}`);
  const before = list === null ? "" : new TextDecoder().decode(list);
  await files.write(`requests/${requestList}`, `${before}${name}\n`);
  await files.write(`requests/${name}`, "");
  return Number(last.rows);
}
