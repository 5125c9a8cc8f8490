/** The sync lab on real servers: verdicts, and the counts beside them. */
import assert from "node:assert/strict";
import { keepsUnder, load, warm } from "../../testing/lab_steps.ts";
import { sync } from "./lab.ts";

Deno.test("sync keeps its promises on local servers", async (t) => {
  await using here = await warm(sync);

  const runs = ["points-refuse,poison-message", "kill-points"];
  await keepsUnder(t, here, sync, "record-failure", runs, (chaos, { anomalies, counts }) => {
    assert.equal(anomalies.aside.count > 0, chaos !== "kill-points");
    assert.equal(counts.committed, counts.applied + anomalies.aside.count);
  });

  await t.step("all-or-nothing fails logins while points fail, and loses nothing", async () => {
    const words = ["sync/all-or-nothing", "--chaos", "points-down", ...load];
    const { code, result } = await here.judged(...words);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.counts.failed > result.counts.planned * 0.1);
  });

  await t.step("a grant that may have been made is not compensated", async () => {
    const chaos = ["--chaos", "timeout-after-effect,points-refuse", "--at", "1s", "--for", "1s"];
    const { code, result } = await here.judged("sync/compensate", ...chaos, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.promises.some(({ name }) => name === "no-contradiction"));
    assert(result.anomalies.aside.count > 0);
  });

  await t.step("a compensation is an aside with the reason of the refusal", async () => {
    const words = ["sync/compensate", "--chaos", "points-refuse", ...load];
    const { result } = await here.judged(...words);
    assert(result.anomalies.aside.count > 0);
    const audit = `${here.path}/.asynclab/runs/${result.run}/history/audit.jsonl`;
    const lines = (await Deno.readTextFile(audit)).split("\n").filter(Boolean);
    const asides = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "aside");
    assert.equal(asides.length, result.anomalies.aside.count);
    for (const { where, reason } of asides) {
      assert.equal(where, "compensations");
      assert.match(reason, /^HTTP 403: /);
    }
  });

  await t.step("a fault on a missing thing is refused before anything starts", async () => {
    const { code, stderr } = await here.asynclab("run", "sync", "--chaos", "kill-broker");
    assert.equal(code, 64);
    assert.match(stderr, /kill-broker cannot be done in sync: it has no broker/);
  });
});
