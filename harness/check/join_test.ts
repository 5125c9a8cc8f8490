import assert from "node:assert/strict";
import {
  drained,
  effect,
  type Event,
  fault,
  happy,
  judged,
  meta,
  sound,
} from "./testing/hand_written.ts";

const join = (fromMs: number, target = "newsletter") => (
  { at: 5, kind: "join", target, fromMs }
);
const toAll = (...ops: number[]): Event[] => ops.map((op) => effect(op, op + 1, "newsletter"));

async function lost(events: Event[]): Promise<readonly number[]> {
  return (await judged(events)).anomalies.lost.ops;
}

// Operation n is committed at n * 10 + 2 ms.
Deno.test("a target that joins during the run must get every later commit", async () => {
  assert.deepEqual(await lost([...sound, join(12), ...toAll(1, 2)]), []);
  assert.deepEqual(await lost([...sound, join(12), ...toAll(2)]), [1]);
  assert.deepEqual(await lost([...sound, join(12.5), ...toAll(2)]), []);
});

Deno.test("a target that reads from the start must get every commit", async () => {
  assert.deepEqual(await lost([...sound, join(0), ...toAll(0, 1, 2)]), []);
  assert.deepEqual(await lost([...sound, join(0), ...toAll(1, 2)]), [0]);
  assert.deepEqual(await lost([...sound, join(0)]), [0, 1, 2]);
});

Deno.test("the earlier of two joins of a target counts; a commit without a time need not reach it", async () => {
  assert.deepEqual(await lost([...sound, join(22), join(12), ...toAll(2)]), [1]);
  const timeless = [
    meta,
    ...happy(0).map((event) => event.kind === "commit" ? { ...event, at: null } : event),
    drained,
  ];
  assert.deepEqual(await lost([...timeless, join(1)]), []);
  assert.deepEqual(await lost([...timeless, join(0)]), [0]);
});

Deno.test("a join without a target or a time cannot be read", async () => {
  for (
    const wrong of [{ target: "" }, { fromMs: null }, { fromMs: "now" }, { target: undefined }]
  ) {
    const { verdict } = await judged([...sound, { ...join(0), ...wrong }]);
    assert.equal(verdict, "unknown");
  }
});

Deno.test("a claim about short outages does not cover a long one", async () => {
  const events = [...sound, ...fault("f", 10, 110, {}, "kill-broker")];
  const judge = async (outageMs: number, under: "any" | string[] = "any") =>
    (await judged(events, { claims: [{ name: "no-loss", under, outageMs }] })).promises;
  assert.equal((await judge(100))[0].verdict, "kept");
  assert.deepEqual(await judge(99), []);
  assert.deepEqual(await judge(99, ["kill-broker"]), []);
  assert.deepEqual(await judge(100, ["kill-relay"]), []);
});

Deno.test("faults with a short gap between them are one outage", async () => {
  const pair = (from: number) => [
    ...sound,
    ...fault("f", 10, 1_010, {}, "kill-broker"),
    ...fault("g", from, from + 1_000, {}, "restart-broker"),
  ];
  const promises = async (events: Event[], outageMs: number) =>
    (await judged(events, { claims: [{ name: "no-loss", under: "any", outageMs }] })).promises;
  assert.deepEqual(await promises(pair(1_500), 2_000), []);
  assert.equal((await promises(pair(1_500), 2_490)).length, 1);
  assert.equal((await promises(pair(3_100), 2_000)).length, 1);
});
