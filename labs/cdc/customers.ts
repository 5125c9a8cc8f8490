/**
 * Changes of `customers` in a login's transaction. The operation alone decides which change it is.
 * Each change locks one row, after the row of its user, so no two logins wait for each other.
 */
import type { Query } from "../../harness/roles/role.ts";
import { customersBefore } from "./copied_tables.ts";
import type { Cause } from "./profiles.ts";

/** A prime: the operations take rows from everywhere in the table, and each row once. */
const stride = 7_919;

export async function changeCustomers(tx: Query, { op, user }: Cause): Promise<void> {
  const id = 1 + (op * stride) % customersBefore;
  const kind = op % 4;
  if (kind === 0) {
    await tx`
      insert into customers (id, name, city, version)
      values (${customersBefore + 1 + op}, ${user}, null, 1)`;
  } else if (kind === 1) await tx`delete from customers where id = ${id}`;
  else {
    await tx`
      update customers set city = 'moved by ' || ${op}::text, version = version + 1
      where id = ${id}`;
  }
}
