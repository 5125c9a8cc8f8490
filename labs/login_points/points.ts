/** The points service, system B: grants points for a message. */
import type { Database, Query } from "../../harness/roles/role.ts";
import type { LoggedIn } from "./message.ts";

/**
 * Prevents duplicates: the message's id and its effect are written in one transaction. A second
 * delivery finds the id and changes nothing.
 */
export async function grantOnce(
  sql: Database,
  message: LoggedIn,
  target = "points",
): Promise<void> {
  await sql.begin(async (tx) => {
    const fresh = await tx`
      insert into processed_messages (message_id, target) values (${message.messageId}, ${target})
      on conflict do nothing returning 1`;
    if (fresh.length > 0) await grant(tx, message, target);
  });
}

/** Grants without a look at earlier grants. */
export async function grant(sql: Query, message: LoggedIn, target = "points"): Promise<void> {
  const { messageId, op, user, seq, points } = message;
  await sql`
    insert into grants (message_id, op, user_id, seq, points, target)
    values (${messageId}, ${op}, ${user}, ${seq}, ${points}, ${target})`;
}

/** Sets an unreadable message aside, with the reason, so that the stream goes on. */
export async function reject(sql: Query, text: string, reason: string): Promise<void> {
  await sql`insert into rejected_messages (message, reason) values (${text}, ${reason})`;
}
