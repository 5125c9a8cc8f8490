/** A dump and a restore of the source, on real servers: transaction ids begin anew. */
import assert from "node:assert/strict";
import { faultsInAny } from "../../harness/faults/catalogue.ts";
import { over, warm } from "../../testing/lab_steps.ts";
import { batch } from "../batch/lab.ts";
import { cdc } from "../cdc/lab.ts";
import { labs } from "../mod.ts";
import { outbox } from "./lab.ts";

/** Long enough that the load still goes on when the source is back, on a slow machine too. */
const longLoad = "--messages 900 --rate 50 --at 2s --seed 7 --in-flight 2000".split(" ");
const words = ["--broker", "redis-streams", "--chaos", "restore-source", ...longLoad];

Deno.test("only a lab whose style moves a database has the fault", () => {
  const having = labs.filter((lab) => faultsInAny(lab).some(({ verb }) => verb === "restore"));
  assert.deepEqual(having, [outbox, cdc, batch]);
});

Deno.test("outbox keeps its promises through a dump and a restore", async (t) => {
  await using here = await warm(over(outbox, "redis-streams"));
  const kept = async (variant: string) => {
    const { code, result, stderr } = await here.judged(`outbox/${variant}`, ...words);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    const [{ effective, touched }] = result.faults;
    assert(effective && touched! > 0 && touched! < result.counts.committed);
    return { ...result, touched: touched! };
  };

  await t.step("status: the status moves with its row, and all waiting rows are sent", async () => {
    const { counts, halts } = await kept("status");
    assert.equal(counts.applied, counts.committed);
    assert.deepEqual(halts, []);
  });

  await t.step(
    "last-id-safe: the position does not move; the relay halts, and says why",
    async () => {
      const { counts, halts, promises, touched } = await kept("last-id-safe");
      const [{ role, under, why }] = halts;
      assert(promises.some(({ name }) => name === "no-silent-gap"));
      assert.deepEqual([role, under], ["relay", "restore-source"]);
      assert.match(
        why,
        /^The relay's position belongs to server \d+ and this is \d+, where transac/,
      );
      assert(counts.applied <= touched && counts.applied < counts.committed);
    },
  );
});
