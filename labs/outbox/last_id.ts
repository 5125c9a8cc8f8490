/** Broken twin `last-id`: reads every row above the last id that it sent. Compare `last_id_safe.ts`. */
import { raw } from "../../harness/roles/role.ts";
import { lastIdSafeOutbox } from "./last_id_safe.ts";
import { type Outbox, type Row, rowColumns, type Sql } from "./row.ts";

export function lastIdOutbox(sql: Sql): Outbox {
  return {
    ...lastIdSafeOutbox(sql),
    // The mistake: a transaction draws a lower id but commits later. The relay never reads its row.
    read: (limit) =>
      sql<Row[]>`
        select ${raw(rowColumns)} from outbox, outbox_position
        where name = 'relay' and id > last_id order by id limit ${limit}`,
  };
}
