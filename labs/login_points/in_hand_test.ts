import assert from "node:assert/strict";
import type { BrokerNamespace } from "../../harness/services/broker.ts";
import { handsOfConsumer } from "./in_hand.ts";

/** @param taken what the broker says, one number a question; the last one again and again */
async function handsOf(effects: number, taken: number | number[], lag: number | null) {
  const answers = Array.isArray(taken) ? taken : [taken];
  let asked = 0;
  const broker = {
    lag: () => Promise.resolve(lag),
    taken: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]),
  } as unknown as BrokerNamespace;
  const counts = await handsOfConsumer(broker, "topic.points", () => Promise.resolve(effects));
  return Object.fromEntries(counts.map(({ hazard, count }) => [hazard.name, count]));
}
const hands = (unacknowledged: number, inHand: number) => (
  { "unacknowledged-effect": unacknowledged, "in-hand": inHand }
);

Deno.test("a consumer's hand: 10 messages, 4 not acknowledged", async () => {
  assert.deepEqual(await handsOf(6, 10, 4), hands(0, 4), "each effect is acknowledged");
  assert.deepEqual(await handsOf(8, 10, 4), hands(2, 2), "two effects are not");
  assert.deepEqual(await handsOf(10, 10, 4), hands(4, 0));
  assert.deepEqual(await handsOf(10, 10, 0), hands(0, 0));
});

Deno.test("copies and late messages make the count of unacknowledged effects too low, never negative", async () => {
  assert.deepEqual(await handsOf(5, 10, 4), hands(0, 4), "a copy was acknowledged");
  assert.deepEqual(
    await handsOf(8, [7, 9, 10], 4),
    hands(2, 2),
    "asked until nothing came between",
  );
  assert.deepEqual(
    await handsOf(8, [8, 9, 10, 11, 12, 13], 4),
    hands(0, 4),
    "messages came each time",
  );
  assert.deepEqual(await handsOf(12, 10, 4), hands(4, 0), "an effect of a message that is gone");
});

Deno.test("a broker without a lag shows nothing", async () => {
  assert.deepEqual(await handsOf(3, 5, null), {});
});
