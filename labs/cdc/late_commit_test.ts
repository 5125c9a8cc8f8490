/** A killed reader has sent a commit; the next reader starts before the server has executed this commit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { targetTables } from "../login_points/postgres/schema.ts";
import { cdc } from "./lab.ts";
import { firstPosition, loadPosition, savePosition } from "./saved_position.ts";
import { readerTables } from "./schema.ts";

/** Longer than a reader needs to start, and to apply what it must not apply again. */
const heldMs = 3_000;

Deno.test("a late commit of a killed reader is not applied again by the next reader", async () => {
  await using up = await provision({ services: { server: postgres } });
  const { server } = up.servers;
  await using source = await postgres.openNamespace(server, `${up.run}-a`);
  await using target = await postgres.openNamespace(server, `${up.run}-b`);
  const style = cdc.open({ source, target }, "saved-position", {});
  await style.prepare(["u1"]);
  const { SLOT: slot, PUBLICATION: publication } = style.env!("reader");
  await source.sql`insert into logins (op, user_id, seq, points) values (1, 'u1', 1, 5)`;
  const [{ end }] = await source.sql<[{ end: string }]>`
    select max(lsn)::text as end from pg_logical_slot_peek_binary_changes(${slot}, null, null,
      'proto_version', '1', 'publication_names', ${publication})`;
  const [applied, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const before = target.sql.begin(async (tx) => {
    await tx`insert into grants (message_id, op, user_id, seq, points)
      values (gen_random_uuid(), 1, 'u1', 1, 5)`;
    await tx`update positions set lsn = ${end}::pg_lsn`;
    applied.resolve();
    await late.promise;
  });
  await applied.promise;
  const reader = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--frozen", "-A", "--config"],
      ...[join(import.meta.dirname!, "../../deno.json"), join(import.meta.dirname!, "reader.ts")],
    ],
    env: {
      ...{ SLOT: slot, PUBLICATION: publication },
      SOURCE_URL: source.url(server.access.endpoint),
      TARGET_URL: target.url(server.access.endpoint),
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  setTimeout(() => late.resolve(), heldMs);
  await before;
  // A second login shows that the reader is past the first.
  await source.sql`insert into logins (op, user_id, seq, points) values (2, 'u1', 2, 5)`;
  const opsOf = async () =>
    (await target.sql<{ op: bigint }[]>`select op from grants order by op`).map(({ op }) => op);
  for (let left = 100; left > 0 && !(await opsOf()).includes(2n); left--) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await opsOf(), [1n, 2n]);
  reader.kill("SIGTERM");
  assert.equal((await reader.status).code, 0);
});

Deno.test("a reader cannot move a position that another reader has moved, forwards or back", async () => {
  await using up = await provision({ services: { server: postgres } });
  await using target = await postgres.openNamespace(up.servers.server, `${up.run}-c`);
  await target.sql.script(targetTables + readerTables);
  const at = { systemIdentifier: "1", timeline: 1, slot: "s", consistentPoint: 10n, lsn: 20n };
  await firstPosition(target.sql, at);
  await savePosition(target.sql, { from: 20n, to: 30n });
  for (const to of [25n, 30n, 40n]) {
    await assert.rejects(savePosition(target.sql, { from: 20n, to }), /not at 0\/14 any more/);
  }
  assert.equal((await loadPosition(target.sql))!.lsn, 30n);
});
