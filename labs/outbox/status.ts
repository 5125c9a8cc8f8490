/** `status`: each row says whether it waits, was sent or was set aside. */
import { raw } from "../../harness/roles/role.ts";
import { maxTries, type Outbox, type Row, rowColumns, type Sql } from "./row.ts";

export function statusOutbox(sql: Sql): Outbox {
  return {
    read: (limit) =>
      sql<Row[]>`
        select ${raw(rowColumns)} from outbox
        where status = 'WAITING' order by id limit ${limit}`,

    // Marks only WAITING rows: a row that somebody set to EXCLUDED meanwhile stays excluded.
    mark: async (rows) => {
      await sql`
        update outbox set status = 'DONE', processed_at = clock_timestamp()
        where id = any(${ids(rows)}::bigint[]) and status = 'WAITING'`;
    },

    refuse: async (row, reason) => {
      const [changed] = await sql<[{ status: string }?]>`
        update outbox set
          fail_count = fail_count + 1,
          remark = ${reason},
          status = case when fail_count + 1 >= ${maxTries} then 'FAILED' else status end,
          failed_at = case when fail_count + 1 >= ${maxTries} then clock_timestamp() end
        where id = ${String(row.id)} and status = 'WAITING'
        returning status`;
      return changed?.status === "FAILED";
    },
  };
}

export const ids = (rows: readonly Row[]): string[] => rows.map((row) => String(row.id));
