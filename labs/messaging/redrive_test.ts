/** `asynclab redrive` puts dead letters back while a run goes on. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";

Deno.test("dead letters are put back while the run goes on, once their campaign is known", async () => {
  await using here = await folder();
  const chaos = ["--chaos", "poison-consumer", "--at", "500ms", "--for", "3s"];
  // A letter that is put back before the repair is set aside again. A later redrive puts it back again.
  const words = ["messaging/dead-letter", "--broker", "redis-streams", ...chaos];
  const run = here.start("run", ...words, "--runtime", "local", "--duration", "9s", "--rate", "60");
  let back = 0;
  let ended = false;
  const status = run.status.finally(() => ended = true);
  while (!ended) {
    const { code, stdout, stderr } = await here.asynclab("redrive");
    if (code === 0) back += Number(/^(\d+) dead letters? of .* put back/.exec(stdout)?.[1] ?? 0);
    else assert.equal(code, 64, stderr);
  }
  assert(back >= 3, `${back} put back`);
  assert.equal((await status).code, 0);
  const [name] = await here.runs();
  const result = JSON.parse(
    await Deno.readTextFile(`${here.path}/.asynclab/runs/${name}/result.json`),
  );
  assert.equal(result.verdict, "kept");
  assert.equal(result.counts.applied, result.counts.committed);
  assert.equal(result.anomalies.aside.count, 3);
  const events = await Deno.readTextFile(
    `${here.path}/.asynclab/runs/${name}/history/000-run.jsonl`,
  );
  const orders = events.split("\n").filter((line) => line.includes('"kind":"order"'))
    .map((line) => JSON.parse(line));
  assert.equal(orders.reduce((sum, { count }) => sum + count, 0), back);
  assert(orders.every(({ name }) => name === "redrive"));

  const late = await here.asynclab("redrive");
  assert.equal(late.code, 64);
  assert.match(late.stderr, /No run of this folder is active/);
});
