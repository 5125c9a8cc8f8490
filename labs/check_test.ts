/** The labs on real servers under `asynclab check`: sound variants keep their promises, twins are caught. */
import assert from "node:assert/strict";
import { readCheckResult } from "../harness/matrix/read_result.ts";
import { nameOf } from "../harness/matrix/result.ts";
import { folder } from "../testing/asynclab.ts";

/** Each case is a test step, so that the test names each wrong case, with its reason and its command. */
async function allRight(t: Deno.TestContext, ...words: string[]): Promise<void> {
  await using here = await folder();
  const report = ["--runtime", "local", "--report", "json=result.json"];
  const { code, stderr } = await here.asynclab("check", ...words, ...report);
  assert(code <= 2, stderr);
  const { cases, planned } = await readCheckResult(`${here.path}/result.json`);
  for (const one of cases) {
    await t.step(nameOf(one), () => assert(one.right, `${one.why}\n${one.command}`));
  }
  assert.equal(cases.length, planned);
  assert.equal(code, 0, stderr);
}

Deno.test("every lab passes the quick matrix", (t) => allRight(t));

Deno.test("outbox/status survives every fault that it promises to survive", (t) =>
  allRight(t, "outbox/status", "--broker", "kafka", "--matrix", "full"));

Deno.test("sync/record-failure survives every fault that it promises to survive", (t) =>
  allRight(t, "sync/record-failure", "--matrix", "full"));

Deno.test("outbox over a cluster survives the kill of its leader and of two of three brokers", (t) => {
  const faults = ["--faults", "kill-leader,kill-two-brokers"];
  return allRight(t, "outbox/status", "--broker", "kafka-cluster", ...faults);
});

Deno.test("a session that is idle in a transaction makes messages late but loses none", async (t) => {
  const fault = ["--matrix", "full", "--faults", "idle-in-transaction-source"];
  await allRight(t, "outbox/last-id-safe", "--broker", "kafka", ...fault);
  await allRight(t, "polling", ...fault);
});

Deno.test("cdc/saved-position survives altered tables, a large transaction and a noisy neighbor", (t) => {
  const faults = ["--faults", "add-column,swap-columns,big-transaction,noisy-neighbor"];
  return allRight(t, "cdc/saved-position", ...faults);
});
