import assert from "node:assert/strict";
import fc from "fast-check";
import { keysOf, planOperations, type PlanOptions } from "./plan.ts";

const options = fc.record({
  seed: fc.nat(),
  rate: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  messages: fc.integer({ min: 1, max: 1_000_000 }),
  users: fc.integer({ min: 1, max: 10_000 }),
  rollbackShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

Deno.test("the same seed and number give the same operation, in any order", () => {
  fc.assert(fc.property(options, fc.array(fc.nat(), { maxLength: 20 }), (options, picks) => {
    const ops = picks.map((pick) => pick % options.messages);
    const forward = planOperations(options);
    const backward = planOperations({ ...options });
    const there = ops.map((op) => forward.at(op));
    const back = ops.toReversed().map((op) => backward.at(op)).toReversed();
    assert.deepEqual(there, back);
  }));
});

Deno.test("every operation keeps to the options, and the planned times never go back", () => {
  fc.assert(fc.property(options, fc.nat(), (options, pick) => {
    const plan = planOperations(options);
    const op = pick % options.messages;
    const { key, value, plannedMs, thinkMs } = plan.at(op);
    assert.match(key, /^u(0|[1-9]\d*)$/);
    assert.ok(Number(key.slice(1)) < options.users);
    assert.match(value, /^[1-9]\d{0,3}$/);
    assert.ok(Number(value) <= 1000);
    assert.ok(Number.isInteger(thinkMs) && thinkMs >= 0 && thinkMs <= 20);
    assert.ok(plannedMs >= 0 && plannedMs < plan.durationMs);
    if (op > 0) assert.ok(plan.at(op - 1).plannedMs < plannedMs);
  }));
});

Deno.test("a changed option changes only its own field of an operation", () => {
  fc.assert(fc.property(options, fc.nat(), (options, pick) => {
    const op = pick % options.messages;
    const one = planOperations(options).at(op);
    const other = planOperations({ ...options, rollbackShare: 1, maxThinkMs: 0 }).at(op);
    assert.deepEqual({ ...one, rollback: true, thinkMs: 0 }, other);
  }));
});

Deno.test("a draw is the operation without its time, and numbers beyond the plan have draws too", () => {
  fc.assert(fc.property(options, fc.nat(), (options, pick) => {
    const plan = planOperations(options);
    const { plannedMs: _, ...operation } = plan.at(pick % options.messages);
    assert.deepEqual(plan.draw(pick % options.messages), operation);
    const longer = planOperations({ ...options, messages: plan.count + pick + 1, rate: 1 });
    const { plannedMs: __, ...beyond } = longer.at(plan.count + pick);
    assert.deepEqual(plan.draw(plan.count + pick), beyond);
  }));
  const { draw } = planOperations({ seed: 1, rate: 1, messages: 3, users: 1 });
  for (const op of [-1, 0.5, NaN]) assert.throws(() => draw(op), RangeError);
});

Deno.test("keys are all users that a plan names, and no others", () => {
  assert.deepEqual(keysOf(3), ["u0", "u1", "u2"]);
  const plan = planOperations({ seed: 1, rate: 1, messages: 1000, users: 20 });
  const named = new Set(Array.from({ length: 1000 }, (_, op) => plan.at(op).key));
  assert.deepEqual(named, new Set(keysOf(20)));
});

Deno.test("rate and duration give the number of operations, at least one", () => {
  const base = { seed: 1, users: 1 };
  assert.equal(planOperations({ ...base, rate: 2000, durationMs: 10_000 }).count, 20_000);
  assert.equal(planOperations({ ...base, rate: 1, durationMs: 1 }).count, 1);
  assert.throws(
    () => planOperations({ ...base, rate: 1, messages: 3 }).at(3),
    /the plan has 0 to 2/,
  );
});

Deno.test("draws are spread: users are skewed as planned, shares are met, neighbours differ", () => {
  for (const seed of [0, 1, 2, 12345, 2 ** 40]) {
    const plan = planOperations({
      seed,
      rate: 1,
      messages: 20_000,
      users: 100,
      rollbackShare: 0.1,
    });
    const seen = Array.from({ length: plan.count }, (_, op) => plan.at(op));
    const share = (holds: (at: typeof seen[0], i: number) => boolean) =>
      seen.filter(holds).length / seen.length;
    const near = (actual: number, wanted: number, what: string) =>
      assert.ok(Math.abs(actual - wanted) < 0.015, `${what} of seed ${seed}: ${actual}`);
    near(share(({ key }) => key === "u0"), 0.1, "hottest user");
    near(share(({ key }) => Number(key.slice(1)) < 25), 0.5, "hotter half");
    near(share(({ rollback }) => rollback), 0.1, "rollbacks");
    near(share(({ value }) => Number(value) <= 500), 0.5, "low points");
    near(share(({ thinkMs }) => thinkMs < 10), 0.475, "short thoughts");
    near(share(({ chance }) => chance < 0.3), 0.3, "low chances");
    near(share(({ chance, thinkMs }) => chance < 0.5 && thinkMs < 10), 0.2375, "low and short");
    const high = (i: number) => Number(seen[i].value) > 500;
    near(share((_, i) => i > 0 && high(i) === high(i - 1)), 0.5, "equal neighbours");
    near(
      share(({ key, value }) => Number(key.slice(1)) < 25 && Number(value) > 500),
      0.25,
      "pairs",
    );
  }
  const first = planOperations({ seed: 1, rate: 1, messages: 100, users: 100 });
  const second = planOperations({ seed: 2, rate: 1, messages: 100, users: 100 });
  const same = Array.from({ length: 100 }, (_, op) => first.at(op).value === second.at(op).value);
  assert.ok(same.filter(Boolean).length < 5);
});

const sound: PlanOptions = { seed: 1, rate: 10, durationMs: 1000, users: 10 };
const bad: [Partial<PlanOptions>, RegExp][] = [
  [{ rate: 0 }, /'rate' must be above 0, but it is 0/],
  [{ rate: NaN }, /'rate'/],
  [{ rate: Infinity }, /'rate'/],
  [{ seed: -1 }, /'seed'/],
  [{ seed: 0.5 }, /'seed'/],
  [{ users: 0 }, /'users'/],
  [{ durationMs: undefined }, /'durationMs' must be above 0/],
  [{ messages: 5 }, /'durationMs' must be left out/],
  [{ messages: 0, durationMs: undefined }, /'messages'/],
  [{ rollbackShare: 1.1 }, /'rollbackShare' must be from 0 to 1/],
  [{ rollbackShare: NaN }, /'rollbackShare'/],
  [{ maxThinkMs: -1 }, /'maxThinkMs'/],
];
for (const [change, message] of bad) {
  Deno.test(`a plan rejects ${Object.entries(change).map((e) => e.join(" = ")).join(", ")}`, () => {
    assert.throws(
      () => planOperations({ ...sound, ...change }),
      (error) => error instanceof RangeError && message.test(error.message),
    );
  });
}
