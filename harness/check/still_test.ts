import assert from "node:assert/strict";
import {
  commit,
  counts,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
} from "./testing/hand_written.ts";

/** Operations planned at 0, 10 and 20. The last one's effect is at 4,000, after a fault from 5 to 3,000. */
const base: Event[] = [meta, ...happy(0), ...happy(1), invoke(2), commit(2), ok(2), {
  ...effect(2),
  at: 4_000,
}, { ...drained, at: 9_000 }];

const stillFrom = (fromMs: number, toMs: number, fields: Event = {}) => (
  { role: "relay", kinds: ["stored", "marked"], fromMs, toMs, ...fields }
);
const killed = (...still: Event[]) => fault("f", 5, 3_000, { still });
const stored = (op: number, at: number | null) => (
  { at, kind: "stored", op, topic: "t", partition: 0, offset: op }
);
const marked = (op: number, at: number | null) => ({ at, kind: "marked", op, where: "outbox" });

async function whyOf(events: Event[], index = 0): Promise<string | null> {
  const judgement = await judged([...base, ...events]);
  const { why, effective } = judgement.faults[index];
  assert.equal(effective, why === null);
  assert.equal(judgement.verdict === "kept", judgement.faults.every(({ effective }) => effective));
  return why;
}

Deno.test("if a role works while a fault keeps it down, the fault proves nothing", async () => {
  assert.equal(
    await whyOf([...killed(stillFrom(100, 3_000)), stored(2, 2_400), stored(1, 1_710)]),
    "relay was not down while it was killed: 2 messages stored in the broker between 1.71 s and " +
      "2.4 s, the first of op 1; something else does its work (a wrapper's child, a container, " +
      "a second process)",
  );
  assert.match(
    (await whyOf([
      ...fault("f", 5, 3_000, { still: [stillFrom(100, 3_000)] }, "pause-relay"),
      marked(1, 2_000),
    ]))!,
    /^relay did not stand still while it was paused: 1 operation marked as sent at 2 s, of op 1;/,
  );
  assert.match(
    (await judged([...base, ...killed(stillFrom(100, 3_000)), marked(1, 2_000)])).doubts[0],
    /^a fault proves nothing: kill-relay: relay was not down while it was killed: 1 operation/,
  );
});

Deno.test("work that was under way when the role stopped may appear for 500 ms, and not later", async () => {
  const at = (time: number | null) => whyOf([...killed(stillFrom(100, 3_000)), stored(2, time)]);
  for (const time of [50, 100, 600, 3_000, 4_000, null]) assert.equal(await at(time), null);
  for (const time of [600.001, 2_999.999]) assert.notEqual(await at(time), null);
  assert.equal(await whyOf([...killed(stillFrom(100, 600)), stored(2, 599)]), null);
  assert.equal(
    await whyOf([...killed(), stored(2, 2_000)]),
    null,
    "the fault has no still times",
  );
});

Deno.test("only events of the role's kinds count; of effects only those in the role's target", async () => {
  const consumer = (target?: string) =>
    killed(stillFrom(100, 3_000, { role: "points", kinds: ["effect"], ...(target && { target }) }));
  const late = (target: string) => ({ ...effect(1, 9, target), at: 2_000, op: 3 });
  const never = [{ ...invoke(3), at: 1 }, commit(3), ok(3)];
  const why = async (faults: Event[], target: string) =>
    (await judged([...base, ...faults, ...never, late("points"), late(target)])).faults[0].why;
  assert.match(
    (await why(consumer("points"), "points"))!,
    /2 effects in points at 2 s, the first of op 3;/,
  );
  assert.match((await why(consumer("mail"), "mail"))!, /1 effect in mail at 2 s, of op 3/);
  assert.match((await why(consumer(), "mail"))!, /2 effects at 2 s/);
  assert.equal(await why(consumer("mail"), "points"), null);
  assert.equal(await whyOf([...consumer("points"), stored(1, 2_000)]), null);
});

Deno.test("a fault on a server or link delays events, so the still time begins after that fault", async () => {
  const other = (from: number, to: number) => fault("g", from, to, {}, "delay-network");
  const why = (at: number, others: Event[], still = stillFrom(100, 3_000)) =>
    whyOf([...killed(still), ...others, stored(2, at)]);
  assert.equal(await why(1_500, other(6, 1_000)), null);
  assert.notEqual(await why(1_501, other(6, 1_000)), null);
  assert.notEqual(await why(1_501, other(6, 99)), null, "the other fault ended before");
  assert.notEqual(await why(1_501, other(3_001, 3_500)), null, "the other fault began after");
  const open = await judged([
    ...[...base, ...killed(stillFrom(100, 3_000)), other(6, 9)[0], stored(2, 2_000)],
  ]);
  assert.equal(open.faults[0].why, null, "a fault without an end delays events for ever");
  // Another fault that stops a role does not delay events.
  const twin = fault("g", 6, 1_500, { still: [] }, "pause-points");
  assert.notEqual(await why(1_501, twin), null);
});

Deno.test("the order of the files and overlapping still times do not change the verdict", async () => {
  const faults = killed(stillFrom(100, 2_000), stillFrom(1_000, 3_000));
  const events = [stored(2, 1_800)];
  const whole = await judged([base, faults, events]);
  assert.deepEqual((await judged([events, faults, base])).faults, whole.faults);
  assert.match(whole.faults[0].why!, /at 1\.8 s, of op 2, and 1 message stored/);
});

Deno.test("a fault whose ineffective field gives a reason proves nothing, whatever it touched", async () => {
  const why = (fields: Event) => whyOf(fault("f", 5, 3_000, fields));
  const idle = "relay had done nothing since it was started";
  assert.equal(await why({ ineffective: idle }), idle);
  assert.equal(await why({ ineffective: idle, touched: 0 }), idle);
  assert.equal(await why({ ineffective: null }), null);
  assert.equal(await why({ ineffective: "" }), null);
  assert.match((await why({ touched: 0 }))!, /^touched nothing/);
  const { doubts } = await judged([...base, ...fault("f", 5, 3_000, { ineffective: idle })]);
  assert.deepEqual(doubts, [`a fault proves nothing: kill-relay: ${idle}`]);
});

Deno.test("a malformed `still` makes its line unreadable", async () => {
  const wrong: unknown[] = [
    ...["relay", [null], [7], [{}], [stillFrom(3, 2)], [stillFrom(1, 2, { role: 5 })]],
    ...[[stillFrom(1, 2, { kinds: "stored" })], [stillFrom(1, 2, { target: 5 })]],
    [stillFrom(1, 2, { toMs: undefined })],
  ];
  for (const still of wrong) {
    const judgement = await judged([...base, ...fault("f", 5, 3_000, { still })]);
    assert.match(judgement.doubts[0], /cannot be read \(it (is a fault event: its |has no number)/);
  }
});

Deno.test("a lost message is placed at the sender that marked it, the broker that stored it or the consumer that rejected it", async () => {
  const lostAt = async (...seen: Event[]) => {
    const judgement = await judged([...base, { ...invoke(3), at: 30 }, commit(3), ok(3), ...seen]);
    assert.deepEqual(counts(judgement).lost, 1);
    return [...judgement.lostAt];
  };
  const aside = (where: string) => ({ at: null, kind: "aside", op: 3, where, reason: "not JSON" });
  assert.deepEqual(await lostAt(), [["source", 1]]);
  assert.deepEqual(await lostAt(marked(3, null)), [["relay", 1]]);
  assert.deepEqual(await lostAt(marked(3, 40), stored(3, 50)), [["broker", 1]]);
  assert.deepEqual(await lostAt(marked(3, 40), stored(3, 50), aside("points")), [["consumer", 1]]);
  assert.deepEqual(await lostAt(aside("dead-letter queue")), [["consumer", 1]]);
  // No other station saw a row that the sender gave up on.
  assert.deepEqual(await lostAt(aside("outbox")), [["source", 1]]);
});

Deno.test("stored copies of a message are no movement and change no verdict", async () => {
  assert.equal((await judged([...sound, { ...stored(1, 30), copy: 2 }])).verdict, "kept");
});

Deno.test("an effect whose transaction began before the kill may come after the kill", async () => {
  const still = killed(stillFrom(100, 3_000, { kinds: ["effect"] }));
  const another = [...still, invoke(3), commit(3), ok(3)];
  const late = { ...effect(3), at: 2_400 };
  assert.equal(await whyOf([...another, { ...late, began: 90 }]), null);
  assert.match((await whyOf([...another, { ...late, began: 1_500 }]))!, /was not down/);
  assert.match((await whyOf([...another, late]))!, /was not down/);
});

Deno.test("a fault on a role that held up no operation proves nothing", async () => {
  // Operation 2 is applied while no process of the role runs, and no operation is planned later.
  const soon = { ...effect(2), at: 400 };
  const events = [meta, ...happy(0), ...happy(1), invoke(2), commit(2), ok(2), soon];
  const end = { ...drained, at: 9_000 };
  const { faults: [fault], verdict } = await judged([
    ...[...events, ...killed(stillFrom(100, 3_000)), end],
  ]);
  assert.match(fault.why!, /^held up no operation: all that was under way had ended within 500 ms/);
  assert.equal(verdict, "unknown");
  const late = [...events.slice(0, -1), { ...soon, at: 3_200 }];
  assert.equal((await judged([...late, ...killed(stillFrom(100, 3_000)), end])).verdict, "kept");
});
