/** Deletes old rows, so that the message table does not grow without end. */
import { choice, type Database, everyMs } from "../../harness/roles/role.ts";

/** How long a row stays, in milliseconds. */
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

/** Sound: deletes only done rows, some at a time. Failed rows stay, so that people can see them. */
async function purgeDone(sql: Database): Promise<void> {
  await sql`
    delete from messages where id in (
      select id from messages
      where status = 'DONE' and processed_at < clock_timestamp() - ${keptMs} * interval '1 millisecond'
      limit ${batchRows})`;
}

/** Broken twin: deletes by age alone, so also rows that nobody has read yet. */
async function purgeByAge(sql: Database): Promise<void> {
  await sql`
    delete from messages
    where occurred_at < clock_timestamp() - ${keptMs} * interval '1 millisecond'`;
}
