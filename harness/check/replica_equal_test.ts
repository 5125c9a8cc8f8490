/** Hand-written comparisons of tables with their copies. */
import assert from "node:assert/strict";
import { drained, type Event, fault, judged, sound } from "./testing/hand_written.ts";

const claims = [{ name: "replica-equal", under: "any" as const }];
const replica = (table: string, rows: number, fields: Event = {}): Event => ({
  ...{ at: 80, kind: "replica", table, target: "points", rows },
  ...{ missing: 0, extra: 0, different: 0, ...fields },
});
const undrained = [...sound.slice(0, -1), { ...drained, complete: false, why: "backlog" }];

async function verdictOf(more: Event[], events = sound) {
  const { promises: [{ verdict, why }] } = await judged([...events, ...more], { claims });
  return [verdict, why];
}

Deno.test("copies are equal where no row is missing, too many or different", async () => {
  assert.deepEqual(await verdictOf([replica("logins", 2_000), replica("users", 1)]), [
    "kept",
    "2,001 rows in 2 tables, each as in the source",
  ]);
  for (const field of ["missing", "extra", "different"]) {
    const one = [replica("users", 4), replica("logins", 3, { [field]: 1 })];
    const [verdict, why] = await verdictOf(one);
    assert.equal(verdict, "broken", field);
    assert.match(
      why,
      /^logins in points \(3 rows in the source\): 1 (missing|too many|different)$/,
    );
  }
});

Deno.test("events of one table and target add up, and the first three rows are named", async () => {
  const parts = [
    replica("logins", 3, { missing: 1, first: ["1: not there", "2: name"] }),
    replica("logins", 4, { different: 2, first: ["5: name", "6: name"] }),
    replica("logins", 7, { target: "mail" }),
    replica("logins", 2),
  ];
  const expected = [
    "broken",
    "logins in points (9 rows in the source): 1 missing, 2 different (1: not there; 2: name; 5: name)",
  ];
  assert.deepEqual(await verdictOf(parts), expected);
});

Deno.test("many tables that differ are counted, and the first are named", async () => {
  const all = Array.from({ length: 12 }, (_, i) => replica(`t${i + 10}`, 1, { extra: 1 }));
  const { promises: [{ reasons: [{ tables, count }], why }] } = await judged(
    [...sound, ...all],
    { claims },
  );
  assert.deepEqual([count, (tables as unknown[]).length], [12, 10]);
  assert.match(why, /^t10 in points.*; t12 in [^;]+; and 9 more tables$/);
});

Deno.test("a difference before all was drained, or no comparison at all, leaves the promise undecided", async () => {
  const differs = replica("logins", 3, { extra: 1 });
  assert.deepEqual(await verdictOf([differs], undrained), [
    "unknown",
    "not drained (backlog); logins in points (3 rows in the source): 1 too many",
  ]);
  assert.equal((await verdictOf([replica("logins", 3)], undrained))[0], "unknown");
  assert.equal((await verdictOf([differs, { kind: "ok", op: -1 }]))[0], "unknown");
  assert.deepEqual(await verdictOf([]), [
    "unknown",
    "nobody compared a table of the source with its copy",
  ]);
});

Deno.test("after a halt copies are not judged", async () => {
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the slot is gone" },
  ];
  const events = [...sound, replica("logins", 3, { missing: 1 }), ...halt];
  const { promises, notJudged } = await judged(events, { claims, haltsUnder: ["kill-relay"] });
  assert.deepEqual(promises, []);
  assert.deepEqual(notJudged.map(({ name }) => name), ["replica-equal"]);
  assert.equal((await judged(events, { claims })).promises[0].verdict, "unknown");
});
