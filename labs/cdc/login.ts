/**
 * The login service, system A: it writes its own tables and knows nothing of points. A login is one
 * transaction of several changes: 0 to 5 details, then its row.
 */
import { choice, openRole, type Transaction } from "../../harness/roles/role.ts";
import { openSource, serveLogins } from "../login_points/login.ts";
import type { LoginStore } from "../login_points/login_store.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";
import { changeCustomers } from "./customers.ts";
import { changeProfiles } from "./profiles.ts";

openRole();
/** The change that a login makes in another table. */
const change = choice("TABLE", {
  "none": () => {},
  "profiles": changeProfiles,
  "customers": changeCustomers,
}, "none");
const logins = loginsOn(openSource());

const withDetails: LoginStore<Transaction> = {
  ...logins,
  async logIn(tx, request) {
    await tx`
      insert into login_details (op, i, detail)
      select ${request.op}::bigint, i, 'detail ' || i || ' of login ' || ${request.op}::text
      from generate_series(1, ${request.op % 6}::int) as i`;
    // The user's row is always locked before any row of the other table.
    const seq = await logins.logIn(tx, request);
    await change(tx, request);
    return seq;
  },
};
await serveLogins(withDetails, {});
