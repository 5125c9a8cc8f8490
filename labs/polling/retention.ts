/** What keeps the message table from growing without end. */
import { choice, type Database, everyMs } from "../../harness/roles/role.ts";

/** So long a row stays, in milliseconds. */
const keptMs = 400;
const batchRows = 500;
const periodMs = 200;

/** Runs until it is disposed. */
export function openRetention(sql: Database): Disposable {
  const purge = choice("RETENTION", { "none": null, "done": purgeDone, "age": purgeByAge }, "none");
  if (purge === null) return new DisposableStack();
  return everyMs(periodMs, () =>
    purge(sql).catch((error: Error) => {
      console.error(error.message); // the source is away: the rows wait
    }));
}

/** The cure: only what is done goes, some at a time. What failed stays for somebody to look at. */
async function purgeDone(sql: Database): Promise<void> {
  await sql`
    delete from messages where id in (
      select id from messages
      where status = 'DONE' and processed_at < clock_timestamp() - ${keptMs} * interval '1 millisecond'
      limit ${batchRows})`;
}

/** Broken twin: by age alone. What nobody has read yet is old, too. */
async function purgeByAge(sql: Database): Promise<void> {
  await sql`
    delete from messages
    where occurred_at < clock_timestamp() - ${keptMs} * interval '1 millisecond'`;
}
