/** The published tables as faults see them. */
import { offer, type Thing } from "../../harness/contract/capability.ts";
import type { FaultContext } from "../../harness/contract/lab.ts";
import { isPublished, type PublishedTables } from "../../harness/contract/published_tables.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";

function open({ namespaces, processes }: FaultContext): PublishedTables {
  const { sql } = namespaces.source as PostgresNamespace;
  return {
    readers: () => processes("reader"),
    addColumn: () => sql.script("alter table login_details add column note text default 'new'"),
    async renameColumn() {
      await rename(sql, "origin", "source_of_login");
      return () => rename(sql, "source_of_login", "origin");
    },
    async swapColumns() {
      await swap(sql);
      return () => swap(sql);
    },
    async insertMany(rows) {
      await sql`
        insert into imports (id, line)
        select i, 'line ' || i || ' of an import in the night' from generate_series(1, ${rows}::int) as i`;
    },
    async committed() {
      const [{ count }] = await sql<[{ count: bigint }]>`
        select count(*) as count from changes where i = 0`;
      return Number(count);
    },
  };
}

const rename = (sql: Database, from: string, to: string) =>
  sql.script(`alter table login_details rename column ${from} to ${to}`);

/** Swaps `seq` and `points`, both integers. The application names its columns, so it writes as before. */
const swap = (sql: Database) =>
  sql.script(`
    begin;
    alter table logins rename column seq to swapped;
    alter table logins rename column points to seq;
    alter table logins rename column swapped to points;
    commit`);

export const tablesThing: Thing = {
  name: "tables",
  aliases: [],
  scope: "namespace",
  offers: [offer(isPublished, open)],
};
