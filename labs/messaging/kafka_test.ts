/** Messaging over Kafka: anomalies that break no promise. */
import assert from "node:assert/strict";
import { load, over, warm } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

Deno.test("messaging over Kafka breaks no promise", async (t) => {
  const lab = over(messaging, "kafka");
  await using here = await warm(lab);

  await t.step(
    "a login killed between commit and send loses a message but breaks no promise",
    async () => {
      const words = ["messaging", "--crash", "login:before-send@50", ...load];
      const { code, result } = await here.judged(...words);
      assert.equal(code, 0, JSON.stringify(result.promises));
      assert.equal(result.anomalies.lost.standing, "observed");
      assert(result.promises.every(({ name }) => name !== "no-loss"));
    },
  );

  await t.step(
    "`retry` does not promise no-loss under an outage that is longer than its budget",
    async () => {
      const outage = ["--chaos", "kill-broker", "--at", "500ms", "--for", "8500ms"];
      const { code, result } = await here.judged("messaging/retry", ...outage, ...load);
      assert.equal(code, 0, JSON.stringify(result.promises));
      assert(result.promises.every(({ name }) => name !== "no-loss"));
    },
  );
});
