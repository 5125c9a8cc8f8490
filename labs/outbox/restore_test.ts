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

/** `labs/check_test.ts` shows that `status` needs no halt: its status moves with its row. */
Deno.test("last-id-safe: the position does not move; the relay halts, and says why", async () => {
  await using here = await warm(over(outbox, "redis-streams"));
  const { code, result, stderr } = await here.judged("outbox/last-id-safe", ...words);
  assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
  const { counts, halts, promises, faults: [{ effective, touched }] } = result;
  assert(effective && touched! > 0 && touched! < counts.committed);
  const [{ role, under, why }] = halts;
  assert(promises.some(({ name }) => name === "no-silent-gap"));
  assert.deepEqual([role, under], ["relay", "restore-source"]);
  assert.match(
    why,
    /^The relay's position belongs to server \d+ and this is \d+, where transac/,
  );
  assert(counts.applied <= touched! && counts.applied < counts.committed);
});
