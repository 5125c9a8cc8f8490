/** When a grant is refused for good, a separate record takes back the login's reward. */
import type { Database } from "../../harness/roles/role.ts";
import type { LoggedIn } from "../login_points/message.ts";

/** In the source. The login stays; the compensation is a row beside it, with the reason. */
export const compensationsTable = `
  create table compensations (
    op bigint primary key references logins,
    user_id text not null,
    points int not null,
    reason text not null,
    compensated_at timestamptz not null default clock_timestamp()
  );
`;

/** Takes the reward back and deletes the owed grant, in one transaction. */
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
