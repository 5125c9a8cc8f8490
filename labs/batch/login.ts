/** Role `login`: writes the row of the feed in the transaction of the login. */
import { openRole, setting } from "../../harness/roles/role.ts";
import { openSource, serveLogins } from "../login_points/login.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";

openRole();
const zone = setting("ZONE");

/** Above 2^53: as numbers of JavaScript, two neighbors are equal. */
const firstRow = 2n ** 53n;

await serveLogins(loginsOn(openSource()), {
  /**
   * The business time of a user's row is in no earlier business day than that of the row before,
   * because the lock on the user holds until the commit. So files in the order of their days hold
   * a user's rows in their order, late ones too.
   */
  async inside(tx, { op, user, seq, note = "", points, messageId, occurredAt }) {
    await tx`
      insert into feed_rows (row_id, op, user_id, seq, note, points, message_id, business_at)
      select ${firstRow + BigInt(op)}, ${op}, ${user}, ${seq}, ${note}, ${points}, ${messageId},
        greatest(${occurredAt ?? new Date().toISOString()}::timestamptz, (
          select date_trunc('day', max(business_at), ${zone}) from feed_rows where user_id = ${user}))`;
    return op;
  },
});
