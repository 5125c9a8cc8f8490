/** The outbox lab on real servers: sound variants keep their promises under each fault, twins break theirs. */
import assert from "node:assert/strict";
import { keepsUnder, load, tells, warm } from "../../testing/lab_steps.ts";
import { outbox } from "./lab.ts";

Deno.test("outbox on local servers", async (t) => {
  await using here = await warm(outbox);

  // What nothing of the relay's depends on is tried in other labs.
  const elsewhere = ["points-slow", "stop-login", "rollback", "burst"];
  const survives = outbox.variants.status.survives.filter((name) => !elsewhere.includes(name));
  await keepsUnder(t, here, outbox, "status", survives, (fault, { anomalies, counts }) => {
    if (fault === "poison-message") assert.equal(anomalies.aside.count, 1);
    else assert.equal(counts.applied, counts.committed);
    if (fault === "duplicate-message") assert(anomalies.redelivered.count > 0);
  });
  await tells(t, here, outbox);

  await t.step("a point that is never hit proves nothing", async () => {
    const { code, result } = await here.judged(
      "outbox",
      "--crash",
      "relay:after-mark@9999",
      ...load,
    );
    assert.equal(code, 2);
    assert.equal(result.faults[0].effective, false);
  });

  await t.step("a relay of somebody else's that sends nothing is not called sound", async () => {
    const { code, result } = await here.judged(
      "outbox",
      "--role",
      "relay=sh -c 'echo ready; exec sleep 1000'",
      "--drain-timeout",
      "3s",
      ...load,
    );
    assert.equal(code, 2);
    assert.equal(result.anomalies.pending.count, result.counts.committed);
  });
});
