import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePass } from "../faults/failpoint_spec.ts";
import type { TimedEpisode } from "../faults/episode.ts";
import { schedule as scheduleAny, type ScheduleRequest } from "./schedule.ts";

/** `schedule` for a request in which no fault begins at a pass. */
const schedule = (request: ScheduleRequest) => scheduleAny(request) as TimedEpisode[];

const fault = fc.record({
  name: fc.constantFrom("kill-broker", "delay-network", "reset-connections"),
  lastsMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 })),
});
const request: fc.Arbitrary<ScheduleRequest> = fc.record({
  seed: fc.nat(),
  faults: fc.array(fault, { maxLength: 5 }),
  durationMs: fc.integer({ min: 1000, max: 100_000 }),
  times: fc.integer({ min: 1, max: 6 }),
}).chain((base) =>
  fc.record({
    atMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
    forMs: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
  }).map((given) => ({ ...base, ...given }))
);

Deno.test("every fault gets its episodes, sorted and numbered, the same for the same seed", () => {
  fc.assert(fc.property(request, (request) => {
    const episodes = schedule(request);
    assert.deepEqual(episodes, schedule(structuredClone(request)));
    assert.deepEqual(episodes.map(({ id }) => id), episodes.map((_, i) => `f${i + 1}`));
    const begins = episodes.map(({ beginMs }) => beginMs);
    assert.deepEqual(begins, begins.toSorted((a, b) => a - b));
    const names = request.faults.flatMap(({ name }) => Array(request.times).fill(name));
    assert.deepEqual(episodes.map(({ name }) => name).sort(), names.sort());
  }));
});

Deno.test("one episode begins between 15 and 60 % of the duration and lasts as drawn", () => {
  fc.assert(fc.property(request, (request) => {
    const { durationMs, faults } = request;
    for (const fault of faults) {
      const [only] = schedule({
        ...request,
        faults: [fault],
        times: 1,
        atMs: undefined,
        forMs: undefined,
      });
      assert.ok(only.beginMs >= Math.floor(durationMs * 0.15), `${only.beginMs}`);
      assert.ok(only.beginMs <= Math.ceil(durationMs * 0.6), `${only.beginMs}`);
      assert.ok(only.forMs >= Math.floor(fault.lastsMs * 0.7));
      assert.ok(only.forMs <= Math.ceil(fault.lastsMs * 1.3));
    }
  }));
});

Deno.test("episodes of one fault never overlap", () => {
  fc.assert(fc.property(request, fault, (request, fault) => {
    const episodes = schedule({ ...request, faults: [fault] });
    for (let i = 1; i < episodes.length; i++) {
      const before = episodes[i - 1];
      assert.ok(episodes[i].beginMs > before.beginMs + before.forMs);
    }
  }));
});

Deno.test("short episodes are spread over the window, one a slot", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, times) => {
    const faults = [{ name: "kill-relay", lastsMs: 0 }];
    const episodes = schedule({ seed, faults, durationMs: 100_000, times });
    episodes.forEach(({ beginMs }, i) => {
      const slotMs = 45_000 / times;
      assert.ok(beginMs >= 15_000 + i * slotMs - 1);
      assert.ok(beginMs <= 15_000 + (i + 1) * slotMs + 101);
    });
  }));
});

Deno.test("a given begin or length is used, and the other one is drawn as if neither was given", () => {
  fc.assert(fc.property(request, fault, (request, fault) => {
    const one = { ...request, faults: [fault], times: 1, atMs: undefined, forMs: undefined };
    const [drawn] = schedule(one);
    const [at] = schedule({ ...one, atMs: 1234 });
    assert.deepEqual(at, { ...drawn, beginMs: 1234 });
    const [lasting] = schedule({ ...one, forMs: 777 });
    assert.deepEqual(lasting, { ...drawn, forMs: 777 });
  }));
});

Deno.test("a fault at a pass has no begin and keeps its drawn length", () => {
  const pass = parsePass("relay:after-read@3")!;
  fc.assert(fc.property(request, fc.nat(), (request, place) => {
    fc.pre(request.faults.length > 0);
    const once = { ...request, times: 1 };
    const chosen = place % request.faults.length;
    const faults = request.faults.map((fault, i) => ({ ...fault, name: String(i) }));
    const drawn = schedule({ ...once, faults });
    const mixed = scheduleAny({
      ...once,
      faults: faults.with(chosen, { ...faults[chosen], pass }),
    });
    const { forMs } = drawn.find(({ name }) => name === String(chosen))!;
    assert.deepEqual(mixed.at(-1), {
      id: `f${faults.length}`,
      name: String(chosen),
      pass,
      forMs,
    });
    const others = drawn.filter(({ name }) => name !== String(chosen));
    assert.deepEqual(mixed.slice(0, -1), others.map((one, i) => ({ ...one, id: `f${i + 1}` })));
  }));
});

Deno.test("faults at passes keep the order of the request", () => {
  const pass = parsePass("relay:after-read@3")!;
  const faults = ["c", "a", "b"].map((name) => ({ name, lastsMs: 1, pass }));
  const names = scheduleAny({ ...sound, faults }).map(({ id, name }) => `${id} ${name}`);
  assert.deepEqual(names, ["f1 c", "f2 a", "f3 b"]);
});

Deno.test("different seeds and places draw different times", () => {
  const faults = Array(5).fill({ name: "kill-relay", lastsMs: 1000 });
  const begins = [1, 2, 3, 4].flatMap((seed) =>
    schedule({ seed, faults, durationMs: 1_000_000 }).map(({ beginMs }) => beginMs)
  );
  assert.equal(new Set(begins).size, begins.length);
  assert.ok(Math.max(...begins) - Math.min(...begins) > 250_000);
});

const sound: ScheduleRequest = { seed: 1, faults: [], durationMs: 1000 };
const bad: Partial<ScheduleRequest>[] = [
  { seed: -1 },
  { durationMs: 0 },
  { atMs: -1 },
  { forMs: NaN },
  { times: 0 },
  { times: 1.5 },
  { faults: [{ name: "kill-relay", lastsMs: -1 }] },
  { times: 2, faults: [{ name: "kill-relay", lastsMs: 1, pass: parsePass("relay:after-read")! }] },
];
for (const change of bad) {
  Deno.test(`a schedule rejects ${JSON.stringify(change)}`, () => {
    assert.throws(() => schedule({ ...sound, ...change }), RangeError);
  });
}
