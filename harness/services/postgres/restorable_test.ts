/** A database moves into a new cluster, on real servers: the rows stay, the identity does not. */
import assert from "node:assert/strict";
import { requireEngine } from "../../../testing/engine.ts";
import type { FaultContext, Style } from "../../contract/lab.ts";
import { isRestorable } from "../../contract/restorable.ts";
import { docker } from "../../servers/docker.ts";
import { local } from "../../servers/local.ts";
import { request } from "../../servers/local/testing.ts";
import { type Database, openDatabase } from "./database.ts";
import { restorable } from "./restorable.ts";

/** A trigger that must not fire, a key that must not be checked, values that must keep every digit. */
const tables = `
  create table users (id text primary key);
  create table logins (
    id bigint generated always as identity primary key,
    "user" text not null references users,
    at timestamptz,
    tx xid8 not null default pg_current_xact_id(),
    note text
  );
  create table noted (id bigint);
  create sequence numbers;
  create function note() returns trigger language plpgsql as $$
  begin
    insert into noted values (new.id);
    return null;
  end $$;
  create trigger note after insert on logins for each row execute function note();
  insert into users values ('made by prepare');
`;

const hostile = `"quoted", (a)\\ 'b'\n{c}`;

const rowsOf = async (sql: Database) => [
  await sql`select * from users order by 1`,
  await sql`select id, "user", at::text, tx::text, note from logins order by 1`,
  await sql`select * from noted order by 1`,
];

const identityOf = async (sql: Database) =>
  (await sql<[{ system: bigint; next: bigint }]>`
    select system_identifier as system,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next
    from pg_control_system()`)[0];

for (const runtime of [local, docker]) {
  Deno.test(`${runtime.name}: a restore keeps rows and sequences, and begins transaction ids anew`, async () => {
    if (runtime === docker) await requireEngine();
    const service = restorable();
    using wanted = request({ services: { source: service } });
    await using up = await runtime.provision(wanted);
    const { source } = up.servers;
    await using namespace = await service.openNamespace(source, wanted.run);
    const { sql } = namespace;
    await sql.script(tables);
    await sql`delete from users`;
    await sql`insert into users select 'user ' || i from generate_series(1, 1500) as i`;
    const note = (text: string | null) =>
      sql`insert into logins ("user", at, note) values ('user 7', '2026-01-02 03:04:05.678901+00', ${text})`;
    for (const text of [hostile, "", null]) await note(text);
    await sql`select nextval('numbers') from generate_series(1, 40)`;
    for (let i = 0; i < 300; i++) await sql`select pg_current_xact_id()`;
    const [rows, before] = [await rowsOf(sql), await identityOf(sql)];
    const url = namespace.url(source.access.endpoint);
    const style = {
      moving: { keep: () => Promise.resolve(3), prepareAgain: () => sql.script(tables) },
    } as unknown as Style;
    const context = { servers: up.servers, namespaces: { source: namespace }, style };
    const [offer] = service.offers!("source").filter(({ name }) => name === isRestorable.name);
    const { dump } = (offer.open as (context: FaultContext) => {
      dump(): Promise<{ committed: number; restore(): Promise<void> }>;
    })(context as unknown as FaultContext);

    await using role = openDatabase({ url, max: 1 });
    await role`select 1`;
    const dumped = await dump();
    assert.equal(dumped.committed, 3);
    await assert.rejects(role`insert into users values ('too late')`);
    await assert.rejects(role`select 1`, /not permitted to log in/);
    // The second restore starts over, as it must after a first one that threw.
    for (let i = 0; i < 2; i++) await dumped.restore();

    assert.deepEqual(await rowsOf(sql), rows);
    const after = await identityOf(sql);
    assert.notEqual(after.system, before.system);
    assert(after.next < before.next - 250n, `${after.next} is not far below ${before.next}`);
    const [{ n }] = await role<[{ n: bigint }]>`select nextval('numbers') as n`;
    assert.equal(n, 41n);
    const [{ id }] = await role<[{ id: bigint }]>`
      insert into logins ("user") values ('user 7') returning id`;
    assert.equal(id, 4n);
    const [{ noted }] = await role<[{ noted: bigint }]>`select max(id) as noted from noted`;
    assert.equal(noted, 4n);
    await assert.rejects(role`insert into logins ("user") values ('nobody')`, /foreign key/);
    await assert.rejects(service.ping({ ...source.access, password: "guess" }), /password/);
    await source.kill();
    await source.start();
    assert.equal((await sql`select from logins`).length, 4);
  });
}
