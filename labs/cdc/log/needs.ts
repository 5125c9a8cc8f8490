/** What a server must offer before its log can be read: each lack is one sentence. */
import type { Database } from "../../../harness/roles/role.ts";

/** @throws Error that says what is missing, and the statement that mends it */
export async function mustBeReadable(
  source: Database,
  publication: string,
  tables: readonly string[],
): Promise<void> {
  const [{ level }] = await source<[{ level: string }]>`
    select current_setting('wal_level') as level`;
  if (level !== "logical") {
    throw new Error(
      `The server writes no logical log (wal_level is '${level}'); set wal_level = logical in its ` +
        "postgresql.conf and start it again",
    );
  }
  const [{ role, may }] = await source<[{ role: string; may: boolean }]>`
    select current_user as role, rolreplication or rolsuper as may
    from pg_roles where rolname = current_user`;
  if (!may) {
    throw new Error(
      `User '${role}' may not replicate; as a superuser say: alter role ${role} replication`,
    );
  }
  const rows = await source<{ name: string }[]>`
    select tablename as name from pg_publication_tables where pubname = ${publication}`;
  const names = rows.map(({ name }) => name);
  const missing = tables.find((table) => !names.includes(table));
  if (missing === undefined) return;
  throw new Error(
    names.length === 0
      ? `There is no publication '${publication}' with tables; say: create publication ` +
        `${publication} for table ${tables.join(", ")}`
      : `Table '${missing}' is not published; say: alter publication ${publication} add table ` +
        missing,
  );
}
