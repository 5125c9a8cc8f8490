import assert from "node:assert/strict";
import fc from "fast-check";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { stand } from "../../testing/stand.ts";
import { cdc } from "./lab.ts";
import { unchanged } from "./log/message.ts";
import { TextArrays } from "./text_arrays.ts";

Deno.test("an array is a head and each value with its length", () => {
  const arrays = new TextArrays(["op", "note"]);
  arrays.add({ op: "17", note: "José", other: "x" });
  arrays.add({ op: "", note: null });
  assert.equal(arrays.count, 2);
  const head = (hasNull: number) => `00000001 0000000${hasNull} 00000019 00000002 00000001`;
  assert.deepEqual(
    arrays.take().map((bytes) => bytes.toString("hex")),
    [
      `${head(0)} 00000002 3137 00000000`,
      `${head(1)} 00000005 4a6f73c3a9 ffffffff`,
    ].map((text) => text.replaceAll(" ", "")),
  );
  assert.equal(arrays.count, 0);
  arrays.add({ op: "1", note: "2" });
  assert.deepEqual(arrays.take().map(({ length }) => length), [25, 25], "it begins anew");
});

Deno.test("a value that was not logged is refused: a new row has all values", () => {
  const arrays = new TextArrays(["bio"]);
  assert.throws(() => arrays.add({ bio: unchanged }), /a new row without 'bio'$/);
});

const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((one) => one.isWellFormed() && !one.includes("\0")),
  fc.string(),
  fc.constantFrom(
    "",
    "NULL",
    '{"a,b"}',
    "\\",
    "José 日本 🙂",
    "a".repeat(63) + "é",
    "x".repeat(99_999),
  ),
);
const value = fc.option(text);
const rows = fc.array(fc.record({ id: value, line: value }), { maxLength: 30 });

Deno.test("PostgreSQL reads the rows that were added, in their order", async () => {
  await using environment = await stand(cdc, "saved-position");
  const { sql } = environment.namespaces.target as PostgresNamespace;
  const arrays = new TextArrays(["id", "line"]);
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      for (const row of rows) arrays.add(row);
      const [ids, lines] = arrays.take();
      const read = await sql`
        select id, line from unnest(${ids}::text[], ${lines}::text[]) as row (id, line)`;
      assert.deepEqual(read.map(({ id, line }) => ({ id, line })), rows.map((row) => ({ ...row })));
    }),
    { numRuns: 40 },
  );
});
