/** Broken twin `last-id`: "everything above the last id that I sent". Compare `last_id_safe.ts`. */
import { raw } from "../../harness/roles/role.ts";
import { lastIdSafeOutbox } from "./last_id_safe.ts";
import { type Outbox, type Row, rowColumns, type Sql } from "./row.ts";

export function lastIdOutbox(sql: Sql): Outbox {
  return {
    ...lastIdSafeOutbox(sql),
    // The mistake: the relay never reads the row of a transaction that drew a lower id but commits later.
    read: (limit) =>
      sql<Row[]>`
        select ${raw(rowColumns)} from outbox, outbox_position
        where name = 'relay' and id > last_id order by id limit ${limit}`,
  };
}
