/** A loader in Python in the place of ours keeps the promises; each of its two mistakes breaks one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { folder } from "../../testing/asynclab.ts";
import { load } from "../../testing/lab_steps.ts";
import { findPython } from "../../testing/python.ts";

const found = await findPython();
const ignore = "missing" in found;
const why = ignore ? ` (IGNORED: ${found.missing})` : "";
const program = join(import.meta.dirname!, "../../examples/python/batch_loader.py");

/** A run with the Python loader; `settings` stand before its command. */
async function loaded(settings: string, ...words: string[]) {
  assert("python" in found);
  await using here = await folder();
  const { code, result, stderr } = await here.judged(
    ...["batch", "--runtime", "local", ...load, ...words],
    // A run waits for lost effects half of this time.
    ...["--drain-timeout", "20s"],
    ...["--role", `loader=${settings} '${found.python}' '${program}'`],
  );
  const verdicts = new Map(result.promises.map(({ name, verdict }) => [name, verdict]));
  return { code, result, verdicts, said: JSON.stringify(result.promises) + stderr };
}

for (
  const words of [
    "--chaos kill-loader,truncate-file",
    "--chaos kill-loader --format json --transfer scp",
  ]
) {
  Deno.test({
    name: `the Python loader keeps all promises of batch with ${words}${why}`,
    ignore,
    async fn() {
      const { code, result, verdicts, said } = await loaded("", ...words.split(" "));
      assert.equal(code, 0, said);
      for (const name of ["on-time", "totals-agree", "nothing-unread-removed"]) {
        assert.equal(verdicts.get(name), "kept", name);
      }
      assert(result.faults.every(({ effective }) => effective), JSON.stringify(result.faults));
      assert.equal(result.counts.applied, result.counts.committed);
    },
  });
}

Deno.test({
  name: `the Python loader that remembers files in its memory loads them twice${why}`,
  ignore,
  async fn() {
    const { code, result, verdicts, said } = await loaded(
      ...["BROKEN=load-twice", "--chaos", "kill-loader"],
    );
    assert.equal(code, 1, said);
    assert.equal(verdicts.get("no-duplicate"), "broken");
    assert.equal(verdicts.get("no-loss"), "kept", said);
    assert(result.anomalies.duplicate.count > 0);
  },
});

Deno.test({
  name: `the Python loader that compares no totals loses the end of a file${why}`,
  ignore,
  async fn() {
    const { code, result, verdicts, said } = await loaded(
      ...["BROKEN=no-totals", "--chaos", "truncate-file"],
    );
    assert.equal(code, 1, said);
    assert.equal(verdicts.get("no-loss"), "broken");
    assert.equal(verdicts.get("totals-agree"), "broken");
    assert.equal(verdicts.get("no-duplicate"), "kept", said);
    assert(result.anomalies.lost.count > 0);
  },
});

Deno.test({
  name: `the Python loader ends at a format that it does not read${why}`,
  ignore,
  async fn() {
    assert("python" in found);
    await using here = await folder();
    const { code, stderr } = await here.asynclab(
      ...["run", "batch", "--runtime", "local", ...load, "--format", "xml"],
      ...["--role", `loader='${found.python}' '${program}'`],
    );
    assert.equal(code, 69, stderr);
    assert.match(stderr, /FORMAT cannot be 'xml'; it must be one of csv, json/);
  },
});
