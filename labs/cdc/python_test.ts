/** A Python reader that replaces ours keeps the promises; if it acknowledges early, it loses changes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { folder } from "../../testing/asynclab.ts";
import { load } from "../../testing/lab_steps.ts";
import { findPython } from "../../testing/python.ts";

const found = await findPython();
const ignore = "missing" in found;
const why = ignore ? ` (IGNORED: ${found.missing})` : "";
const program = join(import.meta.dirname!, "../../examples/python/cdc_reader.py");

/** A run that kills the reader once while it works; `settings` are put before its command. */
async function killed(settings: string) {
  assert("python" in found);
  await using here = await folder();
  const { code, result, stderr } = await here.judged(
    ...["cdc", "--runtime", "local", "--chaos", "kill-reader", ...load],
    // Lost changes never arrive: the drain waits for them for half of this time.
    ...["--drain-timeout", "20s"],
    ...["--role", `reader=${settings} '${found.python}' '${program}'`],
  );
  const verdicts = new Map(result.promises.map(({ name, verdict }) => [name, verdict]));
  return { code, result, verdicts, said: JSON.stringify(result.promises) + stderr };
}

Deno.test({
  name: `the Python reader keeps all promises of cdc when it is killed${why}`,
  ignore,
  async fn() {
    const { code, result, verdicts, said } = await killed("");
    assert.equal(code, 0, said);
    assert.equal(verdicts.get("whole-transactions"), "kept");
    assert(result.faults[0].effective, JSON.stringify(result.faults));
    assert.equal(result.counts.applied, result.counts.committed);
  },
});

Deno.test({
  name: `the Python reader that acknowledges on receipt loses what it had in memory${why}`,
  ignore,
  async fn() {
    const { code, result, verdicts, said } = await killed("ACK=on-receive");
    assert.equal(code, 1, said);
    assert.equal(verdicts.get("no-loss"), "broken");
    assert.equal(verdicts.get("no-duplicate"), "kept");
    assert(result.anomalies.lost.count > 0);
  },
});
