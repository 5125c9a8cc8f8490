/** The position over windows, on a real server. Each test fixes in which order transactions write and commit. */
import assert from "node:assert/strict";
import { Client } from "pg";
import { type Database, openDatabase } from "../../harness/services/postgres/database.ts";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { beginAnew, lastIdSafeOutbox } from "./last_id_safe.ts";
import { positionOutbox } from "./schema.ts";

/** Begins a transaction that already has its id. `write` adds a row of this user to the outbox. */
async function transaction(url: string) {
  const client = new Client(url);
  await client.connect();
  await client.query("begin");
  await client.query("select pg_current_xact_id()");
  return {
    write: (key: string) =>
      client.query(
        `insert into outbox (message_id, message_type, message_key, payload)
         values (gen_random_uuid(), 'LoggedIn', $1, '{}')`,
        [key],
      ),
    async commit() {
      await client.query("commit");
      await client.end();
    },
  };
}

const idsOf = async (sql: Database): Promise<number[]> => {
  const outbox = lastIdSafeOutbox(sql);
  const rows = await outbox.read(100);
  if (rows.length > 0) await outbox.mark(rows);
  return rows.map(({ id }) => Number(id));
};

async function withOutbox(test: (url: string, sql: Database) => Promise<void>): Promise<void> {
  await using up = await provision({ services: { source: postgres } });
  await using namespace = await postgres.openNamespace(up.servers.source, up.run);
  await namespace.sql.script(positionOutbox);
  const url = namespace.url(up.servers.source.access.endpoint);
  await using sql = openDatabase({ url, max: 2 });
  await test(url, sql);
}

Deno.test("a row waits while an earlier row of its user is beyond the window", async () => {
  await withOutbox(async (url, sql) => {
    const waited = await transaction(url);
    const open = await transaction(url);
    const overtook = await transaction(url);
    // The transaction with the highest id locked the user's row first.
    await overtook.write("kim");
    await overtook.commit();
    await waited.write("kim");
    await waited.commit();
    assert.deepEqual(await idsOf(sql), []);
    await open.commit();
    assert.deepEqual(await idsOf(sql), [1, 2]);
    assert.deepEqual(await idsOf(sql), []);
  });
});

Deno.test("while rows of two users wait, an earlier row of a third user is sent", async () => {
  await withOutbox(async (url, sql) => {
    const free = await transaction(url);
    const [a, c, b] = [await transaction(url), await transaction(url), await transaction(url)];
    const open = await transaction(url);
    const last = await transaction(url);
    await free.write("lee");
    // kim writes in `last` before `c`: a window ends at `c`. sam writes in `b` before `a`: one ends at `a`.
    await last.write("kim");
    await c.write("kim");
    await b.write("sam");
    await a.write("sam");
    for (const one of [free, last, c, b, a]) await one.commit();
    assert.deepEqual(await idsOf(sql), [1]);
    await open.commit();
    assert.deepEqual(await idsOf(sql), [2, 3, 4, 5]);
  });
});

Deno.test("on a server with lower transaction ids nothing is sent, until the position begins anew", async () => {
  await withOutbox(async (url, sql) => {
    const commit = async (key: string) => {
      const one = await transaction(url);
      await one.write(key);
      await one.commit();
    };
    await commit("kim");
    assert.deepEqual(await idsOf(sql), [1]);
    await commit("kim");
    // As after a dump and a restore, the old ids are far above the ids of this server. The position
    // still names this server: so this shows a relay that does not compare servers.
    await sql`update outbox set xid = (xid::text::bigint + 1000000)::text::xid8`;
    await sql`
      update outbox_position set from_xid = (from_xid::text::bigint + 1000000)::text::xid8,
        to_xid = (to_xid::text::bigint + 1000000)::text::xid8`;
    await commit("kim");
    for (let i = 0; i < 3; i++) assert.deepEqual(await idsOf(sql), []);
    const [{ server }] = await sql<[{ server: string }]>`
      select system_identifier::text as server from pg_control_system()`;
    await sql.script(beginAnew(server));
    assert.deepEqual(await idsOf(sql), [1, 2, 3]);
    assert.deepEqual(await idsOf(sql), []);
  });
});
