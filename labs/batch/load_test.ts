/** The load of one file into a real database, where most of its rows are bad. */
import assert from "node:assert/strict";
import { openDatabase } from "../../harness/roles/role.ts";
import { provision } from "../../harness/servers/local/testing.ts";
import { postgres } from "../../harness/services/postgres/service.ts";
import { targetOn } from "../login_points/postgres/stores.ts";
import { BadFile, type Found, stage } from "./load.ts";
import { mostBadRows, rejectedLines } from "./rejected.ts";
import type { BadRow, ReadRow } from "./row.ts";
import { loadTables } from "./schema.ts";
import { textOf } from "./sending.ts";

const rows = 3 * mostBadRows + 10;
const isGood = (line: number) => line % 100 === 1;

const read = (line: number): ReadRow =>
  isGood(line)
    ? {
      line,
      row: {
        row_id: String(line),
        op: String(line),
        user: "ann",
        seq: String(line),
        note: "a\\b\tc\nd",
        points: "10",
        message_id: "00000000-0000-4000-8000-000000000000",
        business_at: "2026-03-29T10:00:00.000000Z",
      },
    }
    : { line, reason: `row ${line} has "quotes", {braces} and \\`, raw: 'NULL, "\n{}' };

/** Pages of 7 rows; `after` runs when all were read. */
const reader = (after: () => void = () => {}) => ({
  async *decode() {
    for (let line = 1; line <= rows; line += 7) {
      const left = Math.min(7, rows - line + 1);
      yield Array.from({ length: left }, (_, i) => read(line + i));
    }
    after();
  },
});

const file: Found = {
  name: "points-2026-03-28-1.csv",
  date: "2026-03-28",
  attempt: 1,
  sequence: 1,
  manifest: null,
  manifestName: null,
  async *content() {},
};

Deno.test("bad rows are kept aside in their order, however many there are", async (t) => {
  await using up = await provision({ services: { target: postgres } });
  await using target = await postgres.openNamespace(up.servers.target, up.run);
  await targetOn(target).prepare(loadTables);
  await using sql = openDatabase({ url: target.url(up.servers.target.access.endpoint) });
  const good = Array.from({ length: rows }, (_, i) => i + 1).filter(isGood);

  await t.step("a file that cannot be read to its end leaves nothing", async () => {
    const failing = reader(() => {
      throw new BadFile("cut off");
    });
    await assert.rejects(sql.begin((tx) => stage(tx, file, failing)), /cut off/);
    assert.deepEqual(await sql`select from rejected_rows`, []);
  });

  await t.step("the others are loaded", async () => {
    const { ops, rejected } = await sql.begin((tx) => stage(tx, file, reader()));
    assert.deepEqual([ops, rejected], [good, rows - good.length]);
    const staged = await sql`select line, note from staging order by line`;
    assert.deepEqual(staged, good.map((line) => ({ line, note: "a\\b\tc\nd" })));
  });

  await t.step("people read them in the order of the file", async () => {
    const lines = (await textOf(rejectedLines(sql, file))).trimEnd().split("\n");
    const kept: BadRow[] = lines.map((line) => JSON.parse(line));
    const bad = Array.from({ length: rows }, (_, i) => read(i + 1)).filter((_, i) =>
      !isGood(i + 1)
    );
    assert.deepEqual(kept, bad);
  });
});
