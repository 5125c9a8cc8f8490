import assert from "node:assert/strict";
import { comparisonSchema } from "../../harness/compare/result.ts";
import { folder } from "../../testing/asynclab.ts";

Deno.test("two styles under the same outage, and one that it cannot hit", async () => {
  await using here = await folder();
  const words = ["thread", "polling", "batch/api", "--outage", "2s", "--rounds", "1"];
  const out = ["--runtime", "local", "--format", "json", "--out", "compare.json"];
  const { code, stdout, stderr } = await here.asynclab("compare", ...words, ...out);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  const result = comparisonSchema.parse(
    JSON.parse(await Deno.readTextFile(`${here.path}/compare.json`)),
  );
  const [thread, polling, api] = result.styles;
  assert.deepEqual(result.styles.map(({ verdict }) => verdict), ["kept", "kept", null]);
  assert.match(api.notApplicable!, /batch\/api has no link/);
  assert.deepEqual([thread.chaos, polling.chaos], [
    "partition-network:login-points",
    "partition-network:worker-source",
  ]);
  for (const { rounds, figures, takes } of [thread, polling]) {
    assert.deepEqual(rounds.map(({ seed }) => seed), [1]);
    assert.deepEqual([figures.lost?.max, figures.duplicate?.max], [0, 0]);
    assert(figures.endToEndP99Ms!.max > 1_000);
    assert(figures.queriesPerOperation!.min > 3 && takes.roleLines > 50);
    // thread: users, logins, failure_log; grants, accounts, idempotency_keys. polling: users, logins,
    // messages, claims; grants, processed_messages.
    assert.deepEqual([figures.tables!.min, figures.tables!.max], [6, 6]);
    for (const { run } of rounds) await Deno.stat(`${here.path}/.asynclab/runs/${run}/report.html`);
  }
});

Deno.test("wrong words of a comparison get one sentence and 64, and start nothing", async (t) => {
  await using here = await folder();
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["outbx"], /There is no lab 'outbx'. Did you mean 'outbox'\?/],
    [["sync", "sync"], /sync\/record-failure is named twice; name each style once/],
    [["sync", "--chaos", "kill-broker"], /nothing to compare: sync has no kill-broker; name/],
    [
      ["sync", "thread", "--chaos", "kill-targt"],
      /^asynclab: There is no fault 'kill-targt' of these styles\. Did you mean 'kill-target'\? There is: /,
    ],
    [["--outage", "2s", "--chaos", "kill-target"], /--chaos and --outage exclude each other/],
    [["--outage", "2m"], /--outage cannot be 120s; it must be at most 60s/],
    [["sync", "--role", "relay=true"], /There is no role 'relay' of these styles/],
    [["sync", "--out", "missing/compare.json"], /There is no folder 'missing' for --out/],
    [["--format", "xml"], /There is no form 'xml' of the comparison/],
  ];
  for (const [words, why] of wrong) {
    await t.step(words.join(" "), async () => {
      const { code, stderr } = await here.asynclab("compare", ...words);
      assert.match(stderr, why);
      assert.equal(code, 64, stderr);
      assert.deepEqual([...Deno.readDirSync(here.path)].map(({ name }) => name), []);
    });
  }
});
