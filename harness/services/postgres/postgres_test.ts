import assert from "node:assert/strict";
import { openDatabase } from "./database.ts";
import { provision } from "../../servers/local/testing.ts";
import { openClient } from "./client.ts";
import { postgres } from "./service.ts";

const services = { source: postgres };

Deno.test("a namespace is a database that its role owns, and leaves nothing on the server", async () => {
  await using up = await provision({ services });
  const { source } = up.servers;
  await using admin = openClient(source.access, "postgres", { max: 1 });
  const names = async () =>
    [
      ...await admin
        .sql`select datname as name from pg_database where not datistemplate order by 1`,
      ...await admin.sql`select rolname as name from pg_roles where rolname like 'run%'`,
      ...await admin.sql`select slot_name as name from pg_replication_slots`,
      ...await admin.sql`select gid as name from pg_prepared_xacts`,
    ].map(({ name }) => name);
  const before = await names();
  {
    await using namespace = await postgres.openNamespace(source, "Lab/variant-2026.1");
    assert.equal(namespace.database, "run_lab_variant_2026_1");
    await namespace.sql`create table things (id int)`;
    assert.deepEqual(await namespace.tables!(), ["things"]);
    await using role = openDatabase({ url: namespace.url(source.access.endpoint), max: 1 });
    assert.deepEqual(await role`select current_user::text as me`, [{ me: namespace.database }]);
    // Only the owner may alter and publish a table; only a role that replicates may create a slot.
    await role.script(`alter table things add name text; create publication p for table things`);
    await role`select pg_create_logical_replication_slot('s', 'pgoutput')`;
    await role.script(`begin; insert into things values (1); prepare transaction 'in doubt'`);
    assert.equal((await names()).length, before.length + 4);
  }
  assert.deepEqual(await names(), before);
});

Deno.test("two runs with long names get different namespaces", async () => {
  await using up = await provision({ services });
  const name = "a".repeat(80);
  await using first = await postgres.openNamespace(up.servers.source, `${name}1`);
  await using second = await postgres.openNamespace(up.servers.source, `${name}2`);
  assert.notEqual(first.database, second.database);
  assert.ok(first.database.length <= 63);
});

Deno.test("`settled` waits for an open or prepared transaction of another session", async () => {
  await using up = await provision({ services });
  await using namespace = await postgres.openNamespace(up.servers.source, up.run);
  await namespace.sql`create table things (id int)`;
  await using other = openDatabase({
    url: namespace.url(up.servers.source.access.endpoint),
    max: 1,
    queryTimeoutMs: 10_000,
  });
  let settled = false;
  await other.script("begin; insert into things values (1)");
  const waiting = namespace.settled().then(() => settled = true);
  // These statements take long enough for a `settled` that does not wait to resolve.
  for (let i = 0; i < 3; i++) await namespace.sql`select pg_sleep(0.1)`;
  assert.equal(settled, false);
  await other.script("prepare transaction 'later'");
  for (let i = 0; i < 3; i++) await namespace.sql`select pg_sleep(0.1)`;
  assert.equal(settled, false);
  await other.script("rollback prepared 'later'");
  await waiting;
});

Deno.test("a namespace survives a kill of its server, and can be closed when the server is gone", async () => {
  await using up = await provision({ services });
  const { source } = up.servers;
  const namespace = await postgres.openNamespace(source, up.run);
  await namespace.sql`create table things as select 1 as id`;
  await source.kill();
  await assert.rejects(namespace.sql`select 1`);
  await assert.rejects(postgres.ping(source.access));
  await source.start();
  assert.deepEqual(await namespace.sql`select id from things`, [{ id: 1 }]);
  await source.kill();
  await namespace[Symbol.asyncDispose]();
});
