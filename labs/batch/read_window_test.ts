/** The windows of the read-only reader, on a real PostgreSQL. */
import assert from "node:assert/strict";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { sourceOn } from "../login_points/postgres/stores.ts";
import { nextHorizon, rowsBetween } from "./read_window.ts";
import type { BadRow } from "./row.ts";
import { feedTables } from "./schema.ts";

interface Row {
  readonly op: number;
  readonly user: string;
  readonly seq: number;
  readonly xid: number;
}

Deno.test("a reader by transaction ids keeps each user's order, skips no row, and is not stopped by a bad one", async () => {
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
    const [ops, bad]: [number[], BadRow[]] = [[], []];
    for await (const _text of rowsBetween(sql, from, to, ops, bad)) { /* only the operations */ }
    const left = bad.length > 0 && { bad: bad.map(({ line, reason }) => `${line}: ${reason}`) };
    return { ops, next: await nextHorizon(sql, from, to), ...left };
  };
  assert.deepEqual(await read("0", "111"), { ops: [4], next: "105" });
  assert.deepEqual(await read("105", "113"), { ops: [1, 4, 2, 3], next: "113" });
  assert.deepEqual(await read("113", "120"), { ops: [], next: "120" });

  await insert({ op: 5, user: "ann", seq: 1, xid: 121 });
  await insert({ op: 6, user: "lee", seq: 2, xid: 122 });
  await sql`update feed_rows set note = repeat('x', 2000000) where op = 5`;
  const { bad, ...rest } = await read("120", "130");
  assert.deepEqual(rest, { ops: [6], next: "130" });
  assert.match(bad!.join(), /^1: note has 2000000 characters/);
});
