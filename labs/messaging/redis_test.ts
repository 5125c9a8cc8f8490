/** Messaging over Redis: streams keep, pub/sub promises less. */
import assert from "node:assert/strict";
import { keepsUnder, load, over, tells, warm } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

Deno.test("messaging over Redis streams", async (t) => {
  const lab = over(messaging, "redis-streams");
  await using here = await warm(lab);
  await keepsUnder(t, here, lab, "failure-log", ["lose-ack"]);
  await tells(t, here, lab, ["failure-log", "event", "command", "ack-before-work"]);
});

Deno.test("messaging over Redis pub/sub", async (t) => {
  const lab = over(messaging, "redis-pubsub");
  await using here = await warm(lab);
  await tells(t, here, lab, ["event", "before-commit", "no-dedup"]);

  await t.step("what an offline subscriber misses is lost: observed, never promised", async () => {
    const words = ["messaging", "--broker", "redis-pubsub", "--chaos", "offline-subscriber"];
    const { code, result } = await here.judged(...words, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
    assert(result.promises.every(({ name }) => name !== "no-loss"));
  });
});
