/** The windows of the read-only reader, on a real PostgreSQL. */
import assert from "node:assert/strict";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { sourceOn } from "../login_points/postgres/stores.ts";
import { nextHorizon, rowsBetween } from "./read_window.ts";
import { feedTables } from "./schema.ts";

interface Row {
  readonly op: number;
  readonly user: string;
  readonly seq: number;
  readonly xid: number;
}

Deno.test("a reader by transaction ids keeps each user's order and skips no row", async () => {
  await using up = await provision({ services: { source: postgres } });
  await using source = await postgres.openNamespace(up.servers.source, up.run);
  await sourceOn(source).prepare([], feedTables);
  const { sql } = source;
  const insert = ({ op, user, seq, xid }: Row) =>
    sql`
      insert into feed_rows (row_id, op, user_id, seq, note, points, message_id, business_at, xid)
      values (${op}, ${op}, ${user}, ${seq}, '', 1, gen_random_uuid(), now(), ${xid}::text::xid8)`;
  // The second and third logins of kim got their ids before the first one did.
  await insert({ op: 1, user: "kim", seq: 1, xid: 112 });
  await insert({ op: 2, user: "kim", seq: 2, xid: 110 });
  await insert({ op: 3, user: "kim", seq: 3, xid: 105 });
  await insert({ op: 4, user: "lee", seq: 1, xid: 107 });

  const read = async (from: string, to: string) => {
    const ops: number[] = [];
    for await (const _text of rowsBetween(sql, from, to, ops, [])) { /* only the operations */ }
    return { ops, next: await nextHorizon(sql, from, to) };
  };
  assert.deepEqual(await read("0", "111"), { ops: [4], next: "105" });
  assert.deepEqual(await read("105", "113"), { ops: [1, 4, 2, 3], next: "113" });
  assert.deepEqual(await read("113", "120"), { ops: [], next: "120" });
});
