import assert from "node:assert/strict";
import {
  drained,
  type Event,
  fault,
  happy,
  invoke,
  judged,
  meta,
  ok,
} from "./testing/hand_written.ts";

const promise = async (name: string, events: Event[], limit?: number) => {
  const claims = [{ name, under: "any" as const, limit }];
  const { promises: [{ verdict, why }] } = await judged(events, { claims });
  return [verdict, why];
};
const times = <T>(count: number, make: (op: number) => T[]) =>
  Array.from({ length: count }, (_, op) => make(op)).flat();
const dropped = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ at: 500, kind: "drop", op: 1000 + i, planned: 500 }));
const sampled = Array.from(
  { length: 3 },
  (_, i) => ({ at: i, kind: "sample", role: "login", rssBytes: 1000 * (i + 1) }),
);

Deno.test("a promise without an anomaly is unknown if more than one operation in a hundred was not sent", async () => {
  const events = [meta, ...times(198, happy), ...sampled, drained];
  const promises: [name: string, enough: number | undefined, tooLittle: number | undefined][] = [
    ["bounded-wait", 3, 2],
    ["bounded-memory", 2000, 1999],
    ["caller-survives", undefined, undefined],
  ];
  for (const [name, enough, tooLittle] of promises) {
    assert.equal((await promise(name, [...events, ...dropped(2)], enough))[0], "kept", name);
    assert.deepEqual(await promise(name, [...events, ...dropped(3)], enough), [
      "unknown",
      "3 of 201 operations were never sent: the limit of operations in flight was reached",
    ]);
    const failed = enough === undefined ? [invoke(300)] : [];
    const broken = [...events, ...failed, ...dropped(30)];
    assert.equal((await promise(name, broken, tooLittle))[0], "broken", name);
  }
  assert.equal(
    (await judged([...events, ...dropped(30)])).verdict,
    "kept",
    "the default promises are about operations that happened",
  );
});

Deno.test("the verdict names unsent operations in addition to another reason", async () => {
  const early = [invoke(10), { ...ok(10), kind: "fail" }];
  const events = [meta, ...times(10, happy), ...early, ...happy(30), ...dropped(4), drained];
  assert.deepEqual(await promise("caller-survives", [...events, ...fault("f", 295, 400)]), [
    "unknown",
    "1 of 11 logins failed before the first fault; " +
    "4 of 16 operations were never sent: the limit of operations in flight was reached",
  ]);
});

/** An operation that was sent `ms` late and answered 3 ms later. */
const late = (op: number, ms: number): Event[] =>
  happy(op).map((event) =>
    event.kind === "invoke" || event.kind === "ok"
      ? { ...event, at: event.at as number + ms }
      : event
  );

Deno.test("bounded-wait is undecided if callers waited long because the load was late", async () => {
  const events = (ms: number, count: number): Event[] => [
    meta,
    ...times(100, (op) => late(op, op < count ? ms : 0)),
    drained,
  ];
  assert.deepEqual(await promise("bounded-wait", events(1200, 2), 1000), [
    "unknown",
    "p99 of 100 operations is 1.2 s, but the load itself was late: p99 1.2 s",
  ]);
  // One late send in a hundred does not explain two long waits; lateness up to a quarter of the limit is allowed.
  const slow = events(1200, 1).map((event) =>
    event.kind === "ok" && event.op === 7 ? { ...event, at: 2000 } : event
  );
  assert.equal((await promise("bounded-wait", slow, 1000))[0], "broken");
  assert.equal((await promise("bounded-wait", events(4, 100), 6))[0], "unknown");
  assert.equal((await promise("bounded-wait", events(1, 100), 3.9))[0], "unknown");
  const quarter = events(1, 100).map((event) =>
    event.kind === "ok" ? { ...event, at: event.at as number + 4 } : event
  );
  assert.equal((await promise("bounded-wait", quarter, 4))[0], "broken");
  assert.equal((await promise("bounded-wait", events(1200, 2), 1300))[0], "kept");
});

Deno.test("late sends count only during the fault, if there is a fault", async () => {
  // 40 callers before 400 ms, 25 later. Those 25 wait 80 ms, because of a late send or a late answer.
  const events = (lateBefore: number, lateDuring: number) => [
    meta,
    ...times(40, (op) => late(op, op < 5 ? lateBefore : 0)),
    ...times(
      25,
      (i) =>
        late(i + 40, lateDuring).map((event) =>
          event.kind === "ok" ? { ...event, at: (i + 40) * 10 + 80 } : event
        ),
    ),
    drained,
    ...fault("f", 399.5, 900),
  ];
  assert.deepEqual(await promise("bounded-wait", events(0, 70), 50), [
    "unknown",
    "p99 of 25 operations during the faults is 80 ms, but the load itself was late: p99 70 ms",
  ]);
  assert.equal((await promise("bounded-wait", events(70, 0), 50))[0], "broken");
});

Deno.test("logins that failed under a late load leave the promise undecided", async () => {
  const failed = [invoke(100), { ...ok(100), kind: "info" }];
  const events = (ms: number, count: number): Event[] => [
    meta,
    ...times(100, (op) => late(op, op < count ? ms : 0)),
    ...failed,
    drained,
  ];
  assert.deepEqual(await promise("caller-survives", events(1250, 2)), [
    "unknown",
    "1 of 101 logins failed, but the load itself was late: p99 1.25 s",
  ]);
  assert.equal((await promise("caller-survives", events(1250, 1)))[0], "broken");
  assert.equal((await promise("caller-survives", events(1000, 100)))[0], "broken");
  const answered = events(1250, 100).filter(({ op }) => op !== 100);
  assert.equal((await promise("caller-survives", answered))[0], "kept");
});

Deno.test("an operation that was set aside and applied breaks no-contradiction, if that is claimed", async () => {
  const aside = (op: number) => ({ at: 60, kind: "aside", op, where: "outbox", reason: "FAILED" });
  const events = [meta, ...times(5, happy), invoke(5), ok(5), aside(5), drained];
  const contradiction = (more: Event[]) => promise("no-contradiction", [...events, ...more]);
  assert.deepEqual(await contradiction([]), [
    "kept",
    "no operation that was set aside was applied",
  ]);
  assert.deepEqual(await contradiction([aside(3), aside(0), aside(3), aside(1)]), [
    "broken",
    "3 operations set aside, but also applied: op 0, 1, 3",
  ]);
  // An effect in one target is enough, and a phantom's effect counts too.
  const mailed = { at: 70, kind: "effect", op: 5, key: "kim", seq: 6, n: 1, target: "mail" };
  assert.equal((await contradiction([mailed]))[0], "broken");
  const { promises } = await judged([...events, aside(3)]);
  assert.ok(
    promises.every(({ name }) => name !== "no-contradiction"),
    "it is not claimed by default",
  );
});

Deno.test("a message twice in the log breaks stored-once, if that is claimed; without a log the verdict is unknown", async () => {
  const stored = (op: number, offset: number) => (
    { at: 70, kind: "stored", op, topic: "logins", partition: 0, offset }
  );
  const once = [meta, ...times(3, (op) => [...happy(op), stored(op, op)]), drained];
  assert.deepEqual(await promise("stored-once", once), [
    "kept",
    "3 messages in the broker's log, none twice",
  ]);
  assert.deepEqual(await promise("stored-once", [...once, stored(1, 7), stored(1, 8)]), [
    "broken",
    "1 message more than once in the broker's log: op 1",
  ]);
  assert.equal((await promise("stored-once", [meta, ...happy(0), drained]))[0], "unknown");
  const inPart = [meta, ...happy(0), stored(0, 0), ...happy(1), drained];
  assert.deepEqual(await promise("stored-once", inPart), [
    "unknown",
    "the broker's log does not show all that was applied: op 1",
  ]);
});
