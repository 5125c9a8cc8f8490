import assert from "node:assert/strict";
import fc from "fast-check";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  invoke,
  judged,
  meta,
  sound,
} from "./testing/hand_written.ts";

const bounded = (name: string) => async (events: Event[], limit?: number) => {
  const claims = [{ name, under: "any" as const, limit }];
  const { promises: [{ verdict, why }] } = await judged(events, { claims });
  return [verdict, why];
};
const wait = bounded("bounded-wait");
const memory = bounded("bounded-memory");

/** Operations planned every 10 ms; their callers wait this long. */
const waiting = (waitsMs: readonly number[], firstOp = 0): Event[] =>
  waitsMs.flatMap((waitMs, i) => {
    const op = firstOp + i;
    return [invoke(op), commit(op), { at: op * 10 + waitMs, kind: "ok", op }, effect(op)];
  });
const even = (count: number, waitMs: number) => Array.from({ length: count }, () => waitMs);

Deno.test("bounded-wait allows one caller in a hundred to wait longer than the limit, but not two", async () => {
  const callers = (slow: number) => [
    ...[meta, ...waiting([...even(100 - slow, 3), ...even(slow, 80)]), drained],
  ];
  assert.deepEqual(await wait(callers(1), 50), [
    "kept",
    "p99 of 100 operations is 3 ms, at most 50 ms promised",
  ]);
  assert.deepEqual(await wait(callers(2), 50), [
    "broken",
    "p99 of 100 operations is 80 ms, above 50 ms: 2 callers waited longer, op 98, 99",
  ]);
  // A p99 equal to the limit keeps the promise.
  assert.deepEqual(await wait(callers(2), 80), [
    "kept",
    "p99 of 100 operations is 80 ms, at most 80 ms promised",
  ]);
});

Deno.test("unreadable lines may be short waits, so they leave bounded-wait undecided", async () => {
  const callers = (fast: number, slow: number, unreadable: number): Event[] => [
    ...[meta, ...waiting([...even(fast, 3), ...even(slow, 80)]), drained],
    ...even(unreadable, 0).map(() => ({ kind: "ok", op: -1 })),
  ];
  const verdict = async (...counts: [number, number, number]) =>
    (await wait(callers(...counts), 50))[0];
  assert.equal(await verdict(197, 2, 0), "broken");
  assert.equal(await verdict(197, 2, 1), "unknown", "2 of 200 may wait longer");
  assert.equal(await verdict(190, 9, 1), "broken");
  assert.equal(await verdict(190, 9, 800), "unknown");
});

Deno.test("if there is a fault, bounded-wait counts only callers during the fault", async () => {
  // 30 callers before 300 ms, 25 until 550 ms, 30 after that.
  const all = (during: number, elsewhere: number) => [
    meta,
    ...waiting([...even(30, elsewhere), ...even(25, during), ...even(30, elsewhere)]),
    drained,
    ...fault("f", 299.5, 545),
  ];
  assert.deepEqual(await wait(all(3, 9), 5), [
    "kept",
    "p99 of 25 operations during the faults is 3 ms, at most 5 ms promised",
  ]);
  assert.equal((await wait(all(9, 3), 8))[0], "broken");
});

Deno.test("callers who waited long even before the fault leave bounded-wait undecided", async () => {
  const slow = [meta, ...waiting([...even(30, 5), ...even(25, 9)]), drained];
  assert.deepEqual(await wait([...slow, ...fault("f", 299.5, 545)], 8), [
    "unknown",
    "p99 of 25 operations during the faults is 9 ms, but the median wait was 5 ms even before the first fault",
  ]);
  // Without a fault there is no earlier wait to compare with.
  assert.equal((await wait(slow, 8))[0], "broken");
});

Deno.test("too few callers, answers without times, or a claim without a limit leave bounded-wait undecided", async () => {
  const few = [meta, ...waiting(even(19, 3)), drained];
  assert.deepEqual(await wait(few, 1), ["unknown", "19 operations timed, at least 20 needed"]);
  assert.equal((await wait([...few, ...waiting([3], 19)], 1))[0], "broken");
  const many = [meta, ...waiting(even(40, 3)), drained];
  assert.deepEqual(await wait(many), ["unknown", "the claim has no limit"]);
  const timeless = many.map((event) => event.kind === "ok" ? { ...event, at: null } : event);
  assert.equal((await wait(timeless, 50))[0], "unknown");
  assert.deepEqual(
    await wait([...many, ...fault("f", 395, 399)], 50),
    ["unknown", "0 operations during the faults timed, at least 20 needed"],
  );
});

Deno.test("a caller that was never answered leaves bounded-wait undecided", async () => {
  const many = [meta, ...waiting(even(40, 3)), invoke(40), drained];
  assert.deepEqual(await wait(many, 50), [
    "unknown",
    "the wait is not known for 1 operation without an answer: op 40",
  ]);
  assert.equal((await wait(many, 2))[0], "broken");
});

Deno.test("bounded-wait gives the same verdict as a naive count", async () => {
  const waits = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 15, maxLength: 150 });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(waits, fc.integer({ min: 30, max: 42 }), async (waitsMs, limit) => {
      const [verdict] = await wait([meta, ...waiting(waitsMs), drained], limit);
      const longer = waitsMs.filter((ms) => ms > limit).length;
      // The p99 is within the limit if 99 of 100 waits are within it.
      const isWithin = (waitsMs.length - longer) * 100 >= waitsMs.length * 99;
      assert.equal(verdict, waitsMs.length < 20 ? "unknown" : isWithin ? "kept" : "broken");
      seen.add(verdict);
    }),
    { numRuns: 150, seed: 1 },
  );
  assert.deepEqual([...seen].sort(), ["broken", "kept", "unknown"]);
});

const mib = 2 ** 20;
const sampled = (role: string, ...sizesMib: number[]): Event[] =>
  sizesMib.map((size, i) => ({ at: i * 1000, kind: "sample", role, rssBytes: size * mib }));
const incarnated = (role: string, incarnation: number, ...sizesMib: number[]): Event[] =>
  sampled(role, ...sizesMib).map((event) => ({ ...event, incarnation }));

Deno.test("bounded-memory judges the process that grew most, from its lowest to its highest sample", async () => {
  const events = [
    ...sound,
    ...sampled("relay", 500, 501, 500),
    ...sampled("login", 60, 100, 70),
    ...sampled("login#2", 200, 205, 210),
    ...sampled("points", 1, 900),
  ];
  assert.deepEqual(await memory(events, 64 * mib), [
    "kept",
    "login grew most, by 40 MiB (from 60 MiB to 100 MiB, 3 samples), at most 64 MiB promised",
  ]);
  assert.equal((await memory(events, 40 * mib))[0], "kept", "equal to the limit");
  const { promises: [broken], anomalies } = await judged(events, {
    claims: [{ name: "bounded-memory", under: "any", limit: 39.5 * mib }],
  });
  assert.deepEqual([broken.verdict, broken.why], [
    "broken",
    "login grew most, by 40 MiB (from 60 MiB to 100 MiB, 3 samples), above 39.5 MiB",
  ]);
  assert.ok(Object.values(anomalies).every(({ count }) => count === 0), "no operation is to blame");
});

Deno.test("the growth of one process is not mixed with that of the role's next process", async () => {
  const events = [
    ...sound,
    ...incarnated("login", 1, 60, 70, 80),
    ...incarnated("login", 2, 20, 50, 30),
    ...incarnated("login#2", 1, 90, 90, 90),
    ...incarnated("login", 3, 1, 900),
  ];
  assert.deepEqual(await memory(events, 64 * mib), [
    "kept",
    "login (incarnation 2) grew most, by 30 MiB (from 20 MiB to 50 MiB, 3 samples), " +
    "at most 64 MiB promised",
  ]);
  assert.match((await memory(events.slice(0, -8), 64 * mib))[1], /^login grew most, by 20 MiB/);
});

Deno.test("too few samples of each process, or a claim without a limit, leave bounded-memory undecided", async () => {
  const two = [...sound, ...sampled("login", 60, 900)];
  assert.deepEqual(await memory([...two, ...sampled("login#2", 60)], mib), [
    "unknown",
    "no process has more than 2 samples of its memory, 3 are needed",
  ]);
  assert.equal((await memory([...two, ...sampled("relay", 50, 50, 50)], mib))[0], "kept");
  assert.deepEqual(await memory(sound, mib), ["unknown", "no process's memory was sampled"]);
  assert.deepEqual(await memory([...two, ...sampled("login", 60)]), [
    "unknown",
    "the claim has no limit",
  ]);
});
