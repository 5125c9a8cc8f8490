/** A grant that is refused for good cancels what the login had earned, by a record of its own. */
import type { Database } from "../../harness/roles/role.ts";
import type { LoggedIn } from "../login_points/message.ts";

/** In the source. The login stays; the compensation stands beside it, with its reason. */
export const compensationsTable = `
  create table compensations (
    op bigint primary key references logins,
    user_id text not null,
    points int not null,
    reason text not null,
    compensated_at timestamptz not null default clock_timestamp()
  );
`;

/** The reward taken back and the debt struck out: both, or neither. */
export async function compensate(
  sql: Database,
  { messageId, op, user, points }: LoggedIn,
  reason: string,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      insert into compensations (op, user_id, points, reason)
      values (${op}, ${user}, ${-points}, ${reason}) on conflict do nothing`;
    await tx`delete from failure_log where message_id = ${messageId}`;
  });
}
