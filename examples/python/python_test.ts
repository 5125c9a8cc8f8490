/** The example programs keep the promises of an outbox, though each is killed once. On real servers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { folder } from "../../testing/asynclab.ts";
import { load } from "../../testing/lab_steps.ts";
import { findPython } from "../../testing/python.ts";

const found = await findPython();
const ignore = "missing" in found;
const why = ignore ? ` (IGNORED: ${found.missing})` : "";

Deno.test({
  name: `the Python relay and consumer keep all promises when each is killed${why}`,
  ignore,
  async fn() {
    assert("python" in found);
    const script = (name: string) => `'${found.python}' '${join(import.meta.dirname!, name)}'`;
    await using here = await folder();
    const { code, result, stderr } = await here.judged(
      ...["outbox", "--runtime", "local", "--chaos", "kill-relay,kill-consumer"],
      ...["--role", `relay=${script("relay.py")}`, "--role", `points=${script("consumer.py")}`],
      ...load,
    );
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    assert.equal(result.promises.length, 6);
    assert(result.faults.every(({ effective }) => effective), JSON.stringify(result.faults));
    assert.equal(result.counts.applied, result.counts.committed);
  },
});
