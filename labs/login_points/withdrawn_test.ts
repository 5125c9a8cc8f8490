/** A grant counts as applied even if a consumer changes or deletes its row later. On a real server. */
import assert from "node:assert/strict";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { effects } from "./audit.ts";
import { targetTables } from "./postgres/schema.ts";

Deno.test("a grant that is changed or deleted counts; an uncommitted grant does not", async () => {
  await using up = await provision({ services: { target: postgres } });
  await using namespace = await postgres.openNamespace(up.servers.target, up.run);
  const { sql } = namespace;
  await sql.script(targetTables);
  const seen = async () => {
    const all = await Array.fromAsync(effects(sql, 0, "points"));
    return all.map(({ op, value }) => `${op}=${value}`).join(" ");
  };
  const grant = (op: number, more = "") =>
    sql.script(`
      insert into grants (message_id, op, user_id, seq, points)
      values ('00000000-0000-4000-8000-00000000000${op}', ${op}, 'kim', ${op}, 5); ${more}`);
  for (const op of [1, 1, 2, 3]) await grant(op);
  assert.equal(await seen(), "1=5 1=5 2=5 3=5");

  // A job deletes the duplicates, and a correction changes a grant.
  await sql`delete from grants where op = 1 and n = (select max(n) from grants where op = 1)`;
  await sql`update grants set points = 7 where op = 2`;
  assert.equal(await seen(), "1=5 1=5 2=7 2=5 3=5");

  // An update without a change, and a grant deleted in its own transaction, apply nothing more.
  await sql`update grants set points = points where op = 3`;
  await grant(4, "delete from grants where op = 4");
  assert.equal(await seen(), "1=5 1=5 2=7 2=5 3=5");

  await sql`truncate grants`;
  assert.equal((await seen()).split(" ").length, 5);

  // `began` is the start of the transaction. The server may commit it after its client has gone.
  await sql.begin(async (tx) => {
    await tx`select pg_sleep(0.5)`;
    await tx`
      insert into grants (message_id, op, user_id, seq, points)
      values (gen_random_uuid(), 9, 'kim', 9, 5)`;
  });
  const last = (await Array.fromAsync(effects(sql, 0, "points"))).find(({ op }) => op === 9)!;
  assert(last.at! - last.began! >= 500);
});
