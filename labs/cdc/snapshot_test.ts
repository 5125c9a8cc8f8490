import assert from "node:assert/strict";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { sleep } from "../../harness/timer.ts";
import { stand } from "../../testing/stand.ts";
import { compareTables } from "./compare_tables.ts";
import { copiedTables, imports } from "./copied_tables.ts";
import { cdc } from "./lab.ts";

/** Waits until this statement returns a row. */
async function until(target: Database, what: "position" | "update"): Promise<void> {
  for (const deadline = performance.now() + 20_000;; await sleep(20)) {
    const rows = what === "position"
      ? await target`select from positions`
      : await target`select from customers where id = 7 and city = 'Seoul'`;
    if (rows.length > 0) return;
    if (performance.now() > deadline) throw new Error(`no ${what} after 20 s`);
  }
}

Deno.test("a reader that begins anew copies again, and grants nothing twice", async () => {
  await using environment = await stand(cdc, "snapshot");
  const { sql: source } = environment.namespaces.source as PostgresNamespace;
  const { sql: target } = environment.namespaces.target as PostgresNamespace;
  const reader = environment.processes.find(({ id }) => id === "reader")!;
  await until(target, "position");
  await source`insert into users (id) values ('ann')`;
  await source`
    insert into logins (op, user_id, seq, points) select i, 'ann', i, 1 from generate_series(1, 2) as i`;
  await source`insert into login_details (op, i, detail) values (2, 1, 'a'), (2, 2, 'b')`;
  await source`insert into imports (id, line) values (1, 'one')`;
  await source`update customers set city = 'Seoul' where id = 7`;
  await until(target, "update");

  await reader.kill();
  await target`delete from positions`;
  await source`
    insert into logins (op, user_id, seq, points) select i, 'ann', i, 1 from generate_series(3, 13) as i`;
  await source`delete from customers where id = 8`;
  await reader.start();
  await until(target, "position");

  const grants = await target<{ seq: number }[]>`select seq from grants order by n`;
  assert.deepEqual(grants.map(({ seq }) => seq), Array.from({ length: 13 }, (_, i) => i + 1));
  assert.equal((await target`select from login_details`).length, 2);
  assert.equal((await compareTables(source, target, imports)).extra, 0);
  const same = { rows: 99_999, missing: 0, extra: 0, different: 0, first: [] };
  assert.deepEqual(await compareTables(source, target, copiedTables.customers), same);
});
