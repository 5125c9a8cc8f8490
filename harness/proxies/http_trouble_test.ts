import assert from "node:assert/strict";
import fc from "fast-check";
import type { Trouble } from "../contract/lab.ts";
import { ActiveTrouble, seedOf, traitsOf, type Treatment } from "./http_trouble.ts";

const treatments = (
  trouble: Trouble,
  seed: number,
  users: readonly string[],
): (Treatment | null)[] => {
  const active = new ActiveTrouble(trouble, seed);
  return users.map((user, op) => active.take({ user, op, again: false }));
};
const users = (count: number) => Array.from({ length: count }, (_, i) => `u${i % 1000}`);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    kind: fc.constant("slow" as const),
    medianMs: fc.integer({ min: 0, max: 10_000 }),
    sigma: fc.double({ min: 0, max: 3, noNaN: true }),
  }),
  fc.record({ kind: fc.constantFrom("error" as const, "refuse" as const), share }),
  fc.record({ kind: fc.constant("withhold" as const), share }),
);

Deno.test("the same seed draws the same requests, and another seed does not", () => {
  fc.assert(fc.property(trouble, fc.integer(), (trouble, seed) => {
    assert.deepEqual(treatments(trouble, seed, users(30)), treatments(trouble, seed, users(30)));
  }));
  for (const kind of ["error", "refuse", "withhold"] as const) {
    const drawn = [1, 2, 3].map((number) =>
      JSON.stringify(treatments({ kind, share: 0.5 }, seedOf(7, number), users(50)))
    );
    assert.equal(new Set(drawn).size, 3, kind);
  }
});

Deno.test("a trouble strikes the requested share of requests", () => {
  for (const kind of ["error", "withhold"] as const) {
    for (const share of [0, 0.1, 0.5, 1]) {
      const taken = treatments({ kind, share }, 3, users(20_000)).filter((treatment) =>
        treatment
      ).length;
      assert.ok(Math.abs(taken / 20_000 - share) < 0.02, `${kind} ${share}: ${taken}`);
    }
  }
});

Deno.test("a user is refused always or never, and the first user is refused always", () => {
  fc.assert(fc.property(share, fc.integer(), fc.array(fc.string()), (share, seed, users) => {
    const refused = new Map<string, boolean>();
    const active = new ActiveTrouble({ kind: "refuse", share }, seed);
    for (const user of [...users, ...users]) {
      const now = active.take({ user, op: null, again: false }) !== null;
      assert.equal(refused.get(user) ?? now, now);
      refused.set(user, now);
    }
    if (users.length > 0) assert.equal(refused.get(users[0]), true);
  }));
});

Deno.test("the requested share of users is refused, for similar names and any salt", () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const share of [0.1, 0.5]) {
      const refused = treatments({ kind: "refuse", share }, seed, users(1000)).filter((treatment) =>
        treatment
      );
      assert.ok(
        Math.abs(refused.length / 1000 - share) < 0.07,
        `${seed} ${share}: ${refused.length}`,
      );
    }
  }
  assert.equal(
    treatments({ kind: "refuse", share: 0 }, 1, users(1000)).filter((treatment) => treatment)
      .length,
    1,
  );
  assert.equal(
    new ActiveTrouble({ kind: "refuse", share: 1 }, 1).take({ user: null, op: 1, again: false }),
    null,
  );
  // Only the service knows whether a repeated operation is done already.
  const all = new ActiveTrouble({ kind: "refuse", share: 1 }, 1);
  assert.equal(all.take({ user: "kim", op: 1, again: true }), null);
  assert.notEqual(all.take({ user: "kim", op: 1, again: false }), null);
});

Deno.test("delays are log-normal: their logarithms have the requested median and spread", () => {
  const slow = treatments({ kind: "slow", medianMs: 200, sigma: 0.5 }, 11, users(20_000));
  const logs = slow.map((treatment) => {
    assert.equal(treatment?.do, "delay");
    return Math.log((treatment as { delayMs: number }).delayMs / 200);
  });
  const mean = logs.reduce((sum, x) => sum + x) / logs.length;
  const spread = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length);
  assert.ok(Math.abs(mean) < 0.02, `${mean}`);
  assert.ok(Math.abs(spread - 0.5) < 0.02, `${spread}`);
  for (const treatment of treatments({ kind: "slow", medianMs: 1e9, sigma: 99 }, 1, users(100))) {
    assert.ok((treatment as { delayMs: number }).delayMs < 2 ** 31);
  }
});

Deno.test("user and op are read from JSON objects only", () => {
  const read = (text: string) => traitsOf(new TextEncoder().encode(text));
  assert.deepEqual(read(`{"user":"é","op":0,"more":[]}`), { user: "é", op: 0 });
  for (const op of ["-1", "1.5", '"1"', "null", "1e300"]) {
    assert.deepEqual(read(`{"user":1,"op":${op}}`), { user: null, op: null });
  }
  for (const text of ["", "null", "7", "[1]", `"op"`, "{", "\x00"]) {
    assert.deepEqual(read(text), { user: null, op: null });
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.ok(traitsOf(bytes))));
});

Deno.test("`ops` names each operation once, in the order of the first touch", () => {
  const active = new ActiveTrouble({ kind: "error", share: 1 }, 1);
  for (const op of [5, 2, 5, null, 9, 2]) active.touch({ op });
  assert.deepEqual(active.end(), { touched: 6, ops: [5, 2, 9] });
});
