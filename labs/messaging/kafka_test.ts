/** Messaging over Kafka: what each variant promises of it, kept or broken as it says. */
import assert from "node:assert/strict";
import { keepsUnder, load, over, tells, warm } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

Deno.test("messaging over Kafka", async (t) => {
  const lab = over(messaging, "kafka");
  await using here = await warm(lab);
  const faults = ["lose-ack", "rebalance", "offline-subscriber", "poison-consumer"];
  await keepsUnder(t, here, lab, "failure-log", faults);
  // The settings of dedup-table are those of failure-log.
  await tells(t, here, lab, Object.keys(lab.variants).filter((name) => name !== "dedup-table"));

  await t.step(
    "a login killed between commit and send loses: observed, never promised",
    async () => {
      const words = ["messaging", "--crash", "login:before-send@50", ...load];
      const { code, result } = await here.judged(...words);
      assert.equal(code, 0, JSON.stringify(result.promises));
      assert.equal(result.anomalies.lost.standing, "observed");
      assert(result.promises.every(({ name }) => name !== "no-loss"));
    },
  );

  await t.step("retry promises nothing of an outage that is longer than its budget", async () => {
    const outage = ["--chaos", "kill-broker", "--at", "500ms", "--for", "8500ms"];
    const { code, result } = await here.judged("messaging/retry", ...outage, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.promises.every(({ name }) => name !== "no-loss"));
  });
});
