/**
 * `last-id-safe`: a position instead of a status.
 *
 * Ids are drawn before the commit, so a row with a lower id can appear after a higher one was sent.
 * Therefore rows are read in windows of transaction ids [from, to). The upper end is the oldest
 * transaction still running, so no new row can appear in a window. Inside a window the row ids give
 * the order: one user's ids are drawn under that user's row lock.
 *
 * Across windows transaction ids do not give the order. A transaction already has its id while it
 * waits for the user's row, and a transaction with a higher id may get the row first. So a window ends
 * before a row if the same user has a row with a lower id beyond the window.
 *
 * After a dump and a restore transaction ids begin anew. The old position is above all new ids, so no
 * new row would ever be in a window. So the position names its server, and the relay halts on another
 * server.
 */
import { halt, raw } from "../../harness/roles/role.ts";
import { maxTries, type Outbox, type Row, rowColumns, type Sql } from "./row.ts";

export function lastIdSafeOutbox(sql: Sql): Outbox {
  const inWindow = (limit: number) =>
    sql<Row[]>`
      select ${raw(rowColumns)} from outbox, outbox_position
      where name = 'relay' and xid >= from_xid and xid < to_xid and id > last_id
        and not exists (
          select from outbox_failures failed
          where failed.id = outbox.id and failed_at is not null)
      order by id limit ${limit}`;

  let isCompared = false;
  const mustBeOfThisServer = async () => {
    const [{ kept, now }] = await sql<[{ kept: string; now: string }]>`
      select position.system_identifier as kept, this.system_identifier::text as now
      from outbox_position as position, pg_control_system() as this where name = 'relay'`;
    if (kept !== now) halt(otherServer(kept, now));
    isCompared = true;
  };

  // Moves the window on only if a row is in the next window: an idle relay writes nothing.
  const nextWindow = () =>
    sql`
      with recursive ends (at) as (
        select pg_snapshot_xmin(pg_current_snapshot())
        where exists (select from outbox, outbox_position where name = 'relay' and xid >= to_xid)
        union all
        select overtaken.xid from ends, lateral (
          select late.xid
          from outbox early join outbox late using (message_key), outbox_position
          where name = 'relay' and early.id < late.id and early.xid >= ends.at
            and late.xid >= to_xid and late.xid < ends.at
          order by late.xid limit 1) as overtaken
      ), nearest as (select at from ends order by at limit 1)
      update outbox_position set from_xid = to_xid, to_xid = at, last_id = 0
      from nearest
      where name = 'relay' and exists (select from outbox where xid >= to_xid and xid < at)
        and system_identifier = (select system_identifier::text from pg_control_system())`;

  return {
    read: async (limit) => {
      if (!isCompared) await mustBeOfThisServer();
      const rows = await inWindow(limit);
      if (rows.length > 0) return rows;
      await mustBeOfThisServer();
      await nextWindow();
      return await inWindow(limit);
    },

    // The condition on `last_id` keeps the position from going back.
    mark: async (rows) => {
      const lastId = String(rows[rows.length - 1].id);
      await sql`
        update outbox_position set last_id = ${lastId} where name = 'relay' and last_id < ${lastId}`;
    },

    refuse: async (row, reason) => {
      const [{ aside }] = await sql<[{ aside: boolean }]>`
        insert into outbox_failures as failure (id, fail_count, remark)
        values (${String(row.id)}, 1, ${reason})
        on conflict (id) do update set
          fail_count = failure.fail_count + 1,
          remark = excluded.remark,
          failed_at = case when failure.fail_count + 1 >= ${maxTries} then clock_timestamp() end
        returning failed_at is not null as aside`;
      return aside;
    },
  };
}

const otherServer = (kept: string, now: string): string =>
  `The relay's position belongs to server ${kept} and this is ${now}, where transaction ids began ` +
  `anew: rows written here would never be sent; to send all rows again, say: ${beginAnew(now)}`;

/** The statements that begin the position anew on this server. The relay then sends every row again, by id. */
export const beginAnew = (server: string): string =>
  "update outbox set xid = default; update outbox_position set from_xid = default, " +
  `to_xid = default, last_id = default, system_identifier = '${server}'`;
