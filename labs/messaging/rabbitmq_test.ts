/** Messaging over RabbitMQ: its own faults, and anomalies that break no promise. */
import assert from "node:assert/strict";
import { keepsUnder, load, over, warm } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

Deno.test("messaging over RabbitMQ keeps its promises", async (t) => {
  const lab = over(messaging, "rabbitmq");
  await using here = await warm(lab);
  await keepsUnder(t, here, lab, "failure-log", ["lose-ack,rebalance", "unbind-queue"]);

  await t.step("a transient queue dies with its broker: the loss breaks no promise", async () => {
    const words = ["messaging/transient-queue", "--broker", "rabbitmq"];
    // Messages wait in the queue while the failpoint holds their consumer.
    const hold = ["--hold", "points:after-deliver@10=3s"];
    const chaos = [...hold, "--chaos", "kill-broker", "--at", "1s"];
    const { code, result } = await here.judged(...words, ...chaos, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
  });
});
