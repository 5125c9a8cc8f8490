import assert from "node:assert/strict";
import fc from "fast-check";
import { planOperations } from "./plan.ts";
import {
  checkTrouble,
  type Due,
  type LoadTrouble,
  Traffic,
  type TroubleResult,
} from "./traffic.ts";

const plans = fc.record({
  seed: fc.nat(),
  rate: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  messages: fc.integer({ min: 1, max: 60 }),
  users: fc.integer({ min: 1, max: 100 }),
  rollbackShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
const times = fc.integer({ min: 2, max: 100 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** All operations that are due before this time, in milliseconds since the load's start. */
function takeUntil(traffic: Traffic, endMs: number): Due[] {
  const taken: Due[] = [];
  while (traffic.nextMs < endMs) {
    const nextMs = traffic.nextMs;
    taken.push(traffic.take());
    assert.equal(taken.at(-1)!.plannedMs, nextMs);
  }
  return taken;
}

/** Removes the trouble. Null while an operation that the trouble changed has no outcome. */
function healed(traffic: Traffic, id: number): TroubleResult | null {
  let result: TroubleResult | null = null;
  traffic.heal(id, (touched) => result = touched);
  return result;
}

Deno.test("bursts over the whole plan add their extras to every slot, evenly", () => {
  fc.assert(
    fc.property(plans, fc.array(times, { maxLength: 3 }), (options, bursts) => {
      const plan = planOperations(options);
      const traffic = new Traffic(plan);
      for (const [id, times] of bursts.entries()) traffic.disturb(id, { kind: "burst", times }, -5);
      const taken = takeUntil(traffic, Infinity);
      for (const due of taken) traffic.applyFaults(due);
      const slotMs = plan.durationMs / plan.count;
      const wanted: number[] = [];
      for (let op = 0; op < plan.count; op++) {
        wanted.push(op * slotMs);
        for (const times of bursts) {
          for (let i = 1; i < times; i++) wanted.push((op + i / times) * slotMs);
        }
      }
      wanted.sort((a, b) => a - b);
      assert.equal(taken.length, wanted.length);
      for (const [i, { plannedMs }] of taken.entries()) {
        assert.ok(Math.abs(plannedMs - wanted[i]) < slotMs / 1e6);
      }
      for (const [id, times] of bursts.entries()) {
        assert.deepEqual(healed(traffic, id), { count: (times - 1) * plan.count, ops: [] });
      }
    }),
    { numRuns: 50 },
  );
});

const isSent = ({ op }: Due) => op % 3 > 0;

Deno.test("the plan stays, and extras continue its numbers and are counted, whenever bursts begin and end", () => {
  const spans = fc.array(fc.tuple(times, fc.nat(1000), fc.nat(1000)), { maxLength: 4 });
  fc.assert(
    fc.property(plans, spans, (options, spans) => {
      const plan = planOperations(options);
      const traffic = new Traffic(plan);
      const moments = spans.flatMap(([times, a, b], id) => [
        { ms: Math.min(a, b) / 900 * plan.durationMs, id, times },
        { ms: Math.max(a, b) / 900 * plan.durationMs, id, times: 0 },
      ]).sort((a, b) => a.ms - b.ms);
      const taken: Due[] = [];
      let counted = 0;
      for (const { ms, id, times } of moments) {
        const due = takeUntil(traffic, ms);
        taken.push(...due);
        for (const one of due) if (isSent(one)) traffic.applyFaults(one);
        if (times > 0) traffic.disturb(id, { kind: "burst", times }, ms);
        else counted += healed(traffic, id)!.count;
      }
      taken.push(...takeUntil(traffic, Infinity));
      const ofPlan = taken.filter(({ op }) => op < plan.count);
      const extras = taken.filter(({ op }) => op >= plan.count);
      assert.deepEqual(ofPlan, Array.from({ length: plan.count }, (_, op) => plan.at(op)));
      assert.equal(extras.filter(isSent).length, counted, "those dropped are not counted");
      for (const [i, { plannedMs, burst, ...draw }] of extras.entries()) {
        assert.deepEqual(draw, plan.draw(plan.count + i));
        assert.ok(spans[burst!]);
        assert.ok(plannedMs > 0 && plannedMs < plan.durationMs);
      }
      for (let i = 1; i < taken.length; i++) {
        assert.ok(taken[i - 1].plannedMs <= taken[i].plannedMs);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("a burst that begins inside a slot adds to the rest of the slot, and a removed burst adds no more", () => {
  const traffic = new Traffic(planOperations({ seed: 1, rate: 1, messages: 10, users: 1 }));
  takeUntil(traffic, 2_600);
  traffic.disturb(1, { kind: "burst", times: 4 }, 2_600);
  const taken = takeUntil(traffic, 3_600);
  for (const due of taken) traffic.applyFaults(due);
  assert.deepEqual(taken.map(({ plannedMs, burst }) => [plannedMs, burst]), [
    [2_750, 1],
    [3_000, undefined],
    [3_250, 1],
    [3_500, 1],
  ]);
  assert.equal(healed(traffic, 1)!.count, 3);
  assert.equal(traffic.nextMs, 4_000);
});

Deno.test("the plan's rollbacks stay, poison goes first, and rollBack takes a random share of the rest", () => {
  const count = fc.integer({ min: 0, max: 20 });
  fc.assert(fc.property(plans, count, share, share, (options, count, low, high) => {
    const traffic = new Traffic(planOperations(options));
    traffic.disturb(1, { kind: "rollBack", share: low }, 0);
    traffic.disturb(2, { kind: "poison", count, poison: "oversized" }, 0);
    traffic.disturb(3, { kind: "rollBack", share: high }, 0);
    const carried: number[] = [];
    let byLow = 0;
    let byHigh = 0;
    for (const operation of takeUntil(traffic, Infinity)) {
      const { op, rollback, chance } = operation;
      const changes = traffic.applyFaults(operation);
      const innocent = !rollback;
      const poisoned = innocent && carried.length < count;
      const isLow = innocent && !poisoned && chance < low;
      const isHigh = innocent && !poisoned && !isLow && chance < high;
      assert.equal(changes.filler?.length, poisoned ? 2_000_000 : undefined);
      assert.equal(changes.rollback, rollback || isLow || isHigh);
      assert.equal(changes.cause, poisoned ? 2 : isLow ? 1 : isHigh ? 3 : undefined);
      const isRefused = changes.cause !== undefined && op % 2 === 0;
      if (changes.cause !== undefined) {
        traffic.recordOutcome(changes.cause, op, isRefused ? "refused" : "other");
      }
      if (poisoned) carried.push(op);
      byLow += Number(isLow && isRefused);
      byHigh += Number(isHigh && isRefused);
    }
    assert.deepEqual(healed(traffic, 1), { count: byLow, ops: [] });
    assert.deepEqual(healed(traffic, 2), { count: carried.length, ops: carried });
    assert.deepEqual(healed(traffic, 3), { count: byHigh, ops: [] });
  }));
});

Deno.test("the next operation carries the poison of one that was never sent", () => {
  const traffic = new Traffic(planOperations({ seed: 1, rate: 1, messages: 40, users: 1 }));
  traffic.disturb(1, { kind: "poison", count: 2, poison: { campaign: "spring" } }, 0);
  const carried: number[] = [];
  for (const operation of takeUntil(traffic, Infinity)) {
    const { fields } = traffic.applyFaults(operation);
    if (fields === undefined) continue;
    carried.push(operation.op);
    if (carried.length < 4) traffic.recordOutcome(1, operation.op, "unsent");
  }
  assert.equal(carried.length, 5);
  traffic.recordOutcome(1, carried[3], "other");
  traffic.recordOutcome(1, carried[4], "other");
  assert.deepEqual(healed(traffic, 1), { count: 2, ops: carried.slice(-2) });
});

for (
  const [what, became, touched] of [
    [{ kind: "rollBack", share: 1 }, "refused", { count: 2, ops: [] }],
    [{ kind: "rollBack", share: 1 }, "other", { count: 1, ops: [] }],
    [{ kind: "poison", count: 2, poison: "oversized" }, "other", { count: 2, ops: [0, 1] }],
    [{ kind: "poison", count: 2, poison: "oversized" }, "unsent", { count: 1, ops: [0] }],
  ] as const
) {
  Deno.test(`a removed ${what.kind} waits for the outcome of its last operation: ${became}`, () => {
    const plan = planOperations({ seed: 1, rate: 1, messages: 3, users: 1, rollbackShare: 0 });
    const traffic = new Traffic(plan);
    traffic.disturb(1, what, 0);
    const [first, second, third] = takeUntil(traffic, Infinity);
    for (const operation of [first, second]) assert.equal(traffic.applyFaults(operation).cause, 1);
    const result: TroubleResult[] = [];
    traffic.heal(1, (touched) => result.push(touched));
    assert.equal(
      traffic.applyFaults(third).cause,
      undefined,
      "the removed trouble changes no more operations",
    );
    traffic.recordOutcome(1, 0, "refused");
    assert.deepEqual(result, []);
    traffic.recordOutcome(1, 1, became);
    assert.deepEqual(result, [touched]);
  });
}

Deno.test("stopped traffic has no operations, even with a trouble", () => {
  const traffic = new Traffic(planOperations({ seed: 1, rate: 1, messages: 10, users: 1 }));
  traffic.disturb(1, { kind: "burst", times: 2 }, 0);
  traffic.stop();
  traffic.disturb(2, { kind: "burst", times: 2 }, 0);
  assert.equal(traffic.nextMs, Infinity);
  assert.equal(healed(traffic, 1)!.count + healed(traffic, 2)!.count, 0);
});

const bad: LoadTrouble[] = [
  ...[-0.1, 1.1, NaN].map((share) => ({ kind: "rollBack" as const, share })),
  ...[1, 101, 2.5, NaN].map((times) => ({ kind: "burst" as const, times })),
];
for (const trouble of bad) {
  Deno.test(`checkTrouble rejects ${Object.values(trouble).join(" ")}`, () => {
    assert.throws(() => checkTrouble(trouble), RangeError);
  });
}

Deno.test("checkTrouble accepts the bounds themselves", () => {
  for (const share of [0, 1]) checkTrouble({ kind: "rollBack", share });
  for (const times of [2, 100]) checkTrouble({ kind: "burst", times });
});
