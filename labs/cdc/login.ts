/**
 * The login service, system A: it writes its own tables and knows nothing of points. A login is one
 * transaction of several changes: 0 to 5 details, then its row.
 */
import { openRole, type Transaction } from "../../harness/roles/role.ts";
import { openSource, serveLogins } from "../login_points/login.ts";
import type { LoginStore } from "../login_points/login_store.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";

openRole();
const logins = loginsOn(openSource());

const withDetails: LoginStore<Transaction> = {
  ...logins,
  async logIn(tx, request) {
    await tx`
      insert into login_details (op, i, detail)
      select ${request.op}::bigint, i, 'detail ' || i || ' of login ' || ${request.op}::text
      from generate_series(1, ${request.op % 6}::int) as i`;
    return await logins.logIn(tx, request);
  },
};
await serveLogins(withDetails, {});
