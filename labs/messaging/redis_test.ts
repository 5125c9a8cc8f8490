/** Messaging over Redis: streams keep messages, pub/sub promises less. */
import assert from "node:assert/strict";
import { keepsUnder, load, over, warm } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

Deno.test("messaging over Redis streams keeps its promises", async (t) => {
  const lab = over(messaging, "redis-streams");
  await using here = await warm(lab);
  await keepsUnder(t, here, lab, "failure-log", ["lose-ack"]);

  await t.step(
    "if the connection breaks while a message is buried, a new connection buries the message",
    async () => {
      const poison = ["--chaos", "poison-consumer,kill-broker", "--seed", "80"];
      const hold = "points:after-deliver@5=2000ms during poison-consumer";
      const words = [...poison, "--hold", hold, "--duration", "8s", "--rate", "40"];
      const { code, result } = await here.judged(
        "messaging/dead-letter",
        "--broker",
        "redis-streams",
        ...words,
      );
      assert.equal(code, 0, JSON.stringify(result.promises));
      assert.equal(result.faults.find(({ name }) => name === "poison-consumer")!.touched, 3);
      assert.equal(result.anomalies.aside.count, 3);
    },
  );

  await t.step("a repair after the first poison does not count for the second one", async () => {
    const twice = ["--chaos", "poison-consumer", "--times", "2", "--duration", "10s"];
    const words = ["messaging/dead-letter", "--broker", "redis-streams", ...twice];
    const { code, result } = await here.judged(...words, "--rate", "40", "--seed", "3");
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert.deepEqual(result.faults.map(({ touched }) => touched), [3, 3]);
    assert.equal(result.anomalies.aside.count, 6);
  });

  await t.step("after-commit promises neither no-loss nor order under lost confirms", async () => {
    const words = ["messaging/after-commit", "--broker", "redis-streams", ...load];
    const lost = ["--chaos", "lose-ack:login-broker", "--at", "500ms", "--for", "2s"];
    const { code, result } = await here.judged(...words, ...lost);
    assert.equal(code, 0, JSON.stringify(result.promises));
    const promised = result.promises.map(({ name }) => name);
    assert(!promised.includes("no-loss") && !promised.includes("order-per-key"), `${promised}`);
  });
});

Deno.test("messaging over Redis pub/sub keeps its promises", async (t) => {
  const lab = over(messaging, "redis-pubsub");
  await using here = await warm(lab);
  await t.step("an offline subscriber loses messages: the loss breaks no promise", async () => {
    const words = ["messaging", "--broker", "redis-pubsub", "--chaos", "offline-subscriber"];
    const { code, result } = await here.judged(...words, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
    assert(result.promises.every(({ name }) => name !== "no-loss"));
  });
});
