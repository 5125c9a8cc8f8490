import assert from "node:assert/strict";
import { sleep } from "../../harness/timer.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { stand } from "../../testing/stand.ts";
import { compareTables, type Difference } from "./compare_tables.ts";
import { copiedTables } from "./copied_tables.ts";
import { cdc } from "./lab.ts";
import { changeProfiles } from "./profiles.ts";

interface Applied {
  txid: string;
  flag: string;
  id: bigint | null;
}

const user = "kim";

/** Waits until the reader has applied `count` changes. */
async function applied(target: Database, count: number): Promise<Applied[]> {
  for (const deadline = performance.now() + 10_000;; await sleep(20)) {
    const rows = await target<Applied[]>`
      select txid::text, flag, id from profile_changes order by n`;
    if (rows.length >= count) return rows;
    if (performance.now() > deadline) throw new Error(`only ${rows.length} of ${count} changes`);
  }
}

Deno.test("a reader copies a table", async (t) => {
  await using environment = await stand(cdc, "replica");
  const { sql: source } = environment.namespaces.source as PostgresNamespace;
  const { sql: target } = environment.namespaces.target as PostgresNamespace;
  const log = (op: number) => source.begin((tx) => changeProfiles(tx, { op, user }));
  const compare = () => compareTables(source, target, copiedTables.profiles);

  await t.step("1 insert, 2 updates and 3 deletes arrive as 6 changes in their order", async () => {
    await log(1);
    await log(4);
    await applied(target, 4);
    await log(10);
    const changes = (await applied(target, 10)).slice(4);
    assert.deepEqual(changes.map(({ flag, id }) => [flag, id]), [
      ["I", 101n],
      ["U", 101n],
      ["U", 101n],
      ["D", 11n],
      ["D", 12n],
      ["D", 41n],
    ]);
    assert.equal(new Set(changes.map(({ txid }) => txid)).size, 1, "one transaction");
    assert.deepEqual(await compare(), same(2));
  });

  await t.step("a changed key, an unchanged large value and a null are copied", async () => {
    for (const op of [13, 15, 18]) await log(op);
    const changes = (await applied(target, 13)).slice(10);
    assert.deepEqual(changes.map(({ flag, id }) => [flag, id]), [["U", 137n], ["U", 137n], [
      "I",
      181n,
    ]]);
    assert.deepEqual(await compare(), same(3));
    const [{ bytes }] = await target`select length(bio) as bytes from profiles where id = 137`;
    assert.equal(bytes, 10_240);
  });

  await t.step(
    "a comparison finds missing, extra and different rows",
    async () => {
      await target`delete from profiles where id = 42`;
      await target`insert into profiles (id, user_id, version) values (999, 'kim', 1)`;
      await target`update profiles set nick = 'other' where id = 181`;
      const first = ["id 42 is missing", "id 181 is different", "id 999 is extra"];
      assert.deepEqual(await compare(), { rows: 3, missing: 1, extra: 1, different: 1, first });
    },
  );

  await t.step("TRUNCATE empties the copy too", async () => {
    await log(39);
    const changes = await applied(target, 17);
    assert.equal(changes[16].flag, "T");
    assert.deepEqual(await compare(), same(0));
  });
});

const same = (rows: number): Difference => ({
  rows,
  missing: 0,
  extra: 0,
  different: 0,
  first: [],
});
