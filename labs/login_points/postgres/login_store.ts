import type { Database, Transaction } from "../../../harness/roles/role.ts";
import type { LoginStore } from "../login_store.ts";

/** Logins on PostgreSQL. Disposing it closes the database. */
export const loginsOn = (sql: Database): LoginStore<Transaction> => ({
  begin: (work) => sql.begin(work),
  async logIn(tx, { op, user, points }) {
    // The update locks the row: `seq` is the commit order of this user's logins.
    const [row] = await tx<[{ seq: number }?]>`
      update users set login_count = login_count + 1 where id = ${user} returning login_count as seq`;
    if (row === undefined) return null;
    const { seq } = row;
    await tx`insert into logins (op, user_id, seq, points) values (${op}, ${user}, ${seq}, ${points})`;
    return seq;
  },
  [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose](),
});
