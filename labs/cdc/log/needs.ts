/** Checks that the log of a server can be read. If something is missing, one sentence says so. */
import type { Database } from "../../../harness/roles/role.ts";

/** @throws Error that says what is missing, and the statement that adds it */
export async function mustBeReadable(
  source: Database,
  publication: string,
  tables: readonly string[],
): Promise<void> {
  const [{ level }] = await source<[{ level: string }]>`
    select current_setting('wal_level') as level`;
  if (level !== "logical") {
    throw new Error(
      `The server writes no logical log (wal_level is '${level}'); as a superuser say: ` +
        "alter system set wal_level = logical, then restart the server",
    );
  }
  // The server checks the right of the user who logged in, whatever role is set.
  const [{ user, may }] = await source<[{ user: string; may: boolean }]>`
    select rolname as user, rolreplication or rolsuper as may
    from pg_roles where rolname = session_user`;
  if (!may) throw new Error(mayNotReplicate(user));
  await mustPublish(source, publication, tables);
}

async function mustPublish(source: Database, name: string, tables: readonly string[]) {
  const [found] = await source<[{ inserts: boolean }?]>`
    select pubinsert as inserts from pg_publication where pubname = ${name}`;
  if (found === undefined) {
    throw new Error(
      `There is no publication '${name}'; say: create publication ${quoted(name)} for table ` +
        tables.map(quoted).join(", "),
    );
  }
  const rows = await source<{ table: string }[]>`
    select tablename as table from pg_publication_tables where pubname = ${name}`;
  const missing = tables.filter((table) => !rows.some((row) => row.table === table));
  if (missing.length > 0) {
    const [subject, verb] = missing.length === 1 ? ["Table", "is"] : ["Tables", "are"];
    throw new Error(
      `${subject} ${missing.map((table) => `'${table}'`).join(", ")} ${verb} not published; say: ` +
        `alter publication ${quoted(name)} add table ${missing.map(quoted).join(", ")}`,
    );
  }
  if (found.inserts) return;
  throw new Error(
    `Publication '${name}' leaves out inserts; say: alter publication ${quoted(name)} ` +
      "set (publish = 'insert, update, delete, truncate')",
  );
}

const mayNotReplicate = (user: string) =>
  `User '${user}' may not replicate; as a superuser say: alter role ${quoted(user)} replication`;

/** The name as an identifier in SQL, in quotes where it needs them. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** SQLSTATE `insufficient_privilege`: the server's text for it differs from version to version. */
const forbidden = "42501";

/** Turns an error of a replication connection into a sentence of `mustBeReadable`, where one fits. */
export function refusal(error: unknown, url: string): Error {
  const reason = error instanceof Error ? error : new Error(String(error));
  if ((reason as { code?: unknown }).code !== forbidden) return reason;
  return new Error(mayNotReplicate(decodeURIComponent(new URL(url).username)), { cause: error });
}
