/** Histories that lack or contradict a fact that a promise needs: such a promise is unknown. */
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
  type InWords,
  judged,
  meta,
  ok,
  sound,
  verdicts,
} from "./testing/hand_written.ts";

const change = (kind: string, ops: readonly number[], fields: Event) =>
  sound.map((event) =>
    event.kind === kind && ops.includes(event.op as number) ? { ...event, ...fields } : event
  );
const changes = (events: Event[], kind: string, fields: Event) =>
  events.map((event) => event.kind === kind ? { ...event, ...fields } : event);

/** Asserts that this promise is unknown for this reason, every other one is kept, and no anomaly was seen. */
function onlyUndecided(judgement: InWords, promise: string, why: string): void {
  assert.deepEqual(counts(judgement), {});
  for (const { name, verdict, why: said } of judgement.promises) {
    assert.equal(verdict, name === promise ? "unknown" : "kept", `${name}: ${said}`);
    if (name === promise) assert.equal(said, why);
  }
}

const whyOf = ({ promises }: InWords, promise: string) =>
  promises.find(({ name }) => name === promise)!.why;

Deno.test("a key's order is unknown without a seq", async () => {
  const bare = (events: Event[]) =>
    changes(changes(events, "commit", { seq: undefined }), "effect", { seq: null });
  const why = "3 operations of kim have no seq: their order is not known";
  onlyUndecided(await judged(bare(sound)), "order-per-key", why);
  const one = change("commit", [1], { seq: null }).map((event) =>
    event.kind === "effect" && event.op === 1 ? { ...event, seq: null } : event
  );
  const whyOne = "1 operation of kim has no seq: its order is not known";
  onlyUndecided(await judged(one), "order-per-key", whyOne);
  const late = one.map((event) =>
    event.kind === "effect" && event.op === 2 ? { ...event, n: 0 } : event
  );
  assert.deepEqual(counts(await judged(late)), { outOfOrder: 1 });
  assert.equal(verdicts(await judged(late))["order-per-key"], "broken", "operation 0 came after 2");
});

Deno.test("the effect's seq is enough, and a key's only operation needs none", async () => {
  assert.equal((await judged(changes(sound, "commit", { seq: null }))).verdict, "kept");
  const alone = [meta, invoke(0), { ...commit(0), seq: null }, ok(0), drained];
  assert.equal((await judged([...alone, { ...effect(0), seq: null }])).verdict, "kept");
  const aside = { at: 60, kind: "aside", op: 1, where: "dlq", reason: "late" };
  const beside = [...happy(1).map((event) => ({ ...event, seq: null })), aside];
  const apart = await judged([...alone, { ...effect(0), seq: null }, ...beside]);
  assert.equal(
    verdicts(apart)["order-per-key"],
    "kept",
    "an operation that was set aside has no place in the order",
  );
});

Deno.test("two operations with the same seq have no order, unless a third shows one", async () => {
  const same = change("commit", [1], { seq: 1 });
  const why = "op 0 and op 1 of kim have the same seq: their order is not known";
  onlyUndecided(await judged(same), "order-per-key", why);
  const swapped = same.map((event) =>
    event.kind === "effect" && event.op !== 2 ? { ...event, n: 2 - (event.op as number) } : event
  );
  onlyUndecided(await judged(swapped), "order-per-key", why);
  const all = changes(sound, "commit", { seq: 7 });
  assert.match(whyOf(await judged(all), "order-per-key"), /known \(1 more pair too\)$/);
  const third = same.map((event) =>
    event.kind === "effect" && event.op === 2 ? { ...event, n: 0 } : event
  );
  const judgement = await judged(third);
  assert.deepEqual(judgement.anomalies.outOfOrder.ops, [0, 1]);
  assert.equal(verdicts(judgement)["order-per-key"], "broken");
});

Deno.test("two effects of one key with the same n have no order, in whichever order they are written", async () => {
  const same = change("effect", [0, 1], { n: 1 });
  const why = "op 0 and op 1 of kim have the same n in points: their order is not known";
  for (const events of [same, same.toReversed()]) {
    onlyUndecided(await judged(events), "order-per-key", why);
  }
  // Operation 2 came before both of them.
  const before = same.map((event) =>
    event.kind === "effect" && event.op === 2 ? { ...event, n: 0 } : event
  );
  for (const events of [before, before.toReversed()]) {
    assert.deepEqual((await judged(events)).anomalies.outOfOrder.ops, [0, 1]);
  }
  const lee = same.map((event) => event.op === 1 ? { ...event, key: "lee" } : event);
  assert.equal((await judged(lee)).verdict, "kept", "each key may have its own numbers");
  const again = [...sound, { ...effect(1), at: 99 }];
  assert.equal(verdicts(await judged(again))["order-per-key"], "kept", "one operation, twice");
});

Deno.test("operations without a key have no order", async () => {
  const nobodys = sound.map((event) => ({ ...event, key: undefined }));
  const why = "3 operations have no key: their order is not known";
  onlyUndecided(await judged(nobodys), "order-per-key", why);
  const alone = [meta, ...happy(0), drained].map((event) => ({ ...event, key: undefined }));
  assert.equal((await judged(alone)).verdict, "kept");
});

Deno.test("a value or a key that is missing on one side cannot be compared", async () => {
  const unsent = "no invoke says which value was sent, so an effect cannot be compared: op";
  const without = (events: Event[], kind: string) => events.filter((event) => event.kind !== kind);
  const cases: [Event[], string][] = [
    [change("invoke", [1], { value: undefined }), `${unsent} 1`],
    [changes(sound, "invoke", { value: undefined }), `${unsent} 0, 1, 2`],
    [without(sound, "invoke"), `${unsent} 0, 1, 2`],
    [
      change("effect", [2], { value: undefined }),
      "an effect without a value cannot be compared: op 2",
    ],
    [change("effect", [2], { key: undefined }), "an effect without a key cannot be compared: op 2"],
    [
      changes(changes(sound, "invoke", { key: undefined }), "commit", { key: undefined }),
      "neither invoke nor commit has a key, so the key of an effect cannot be compared: " +
      "op 0, 1, 2",
    ],
  ];
  for (const [events, why] of cases) onlyUndecided(await judged(events), "no-corruption", why);
  const real = change("effect", [0], { value: "x" }).map((event) =>
    event.kind === "effect" && event.op === 1 ? { ...event, value: undefined } : event
  );
  assert.equal(verdicts(await judged(real))["no-corruption"], "broken");
  const half = change("commit", [1], { key: undefined });
  assert.equal((await judged(half)).verdict, "kept", "the key of the invoke is enough");
  const nothing = await judged(without(sound, "effect"));
  assert.equal(verdicts(nothing)["no-corruption"], "unknown");
  assert.match(whyOf(nothing, "no-corruption"), /^nothing was applied/);
});

Deno.test("an effect must have the key of the invoke and the key of the commit", async () => {
  const lee = (events: Event[]) => events.map((event) => ({ ...event, key: "lee" }));
  const others: Event[][] = [
    [invoke(1), ...lee([commit(1)]), ok(1), ...lee([effect(1)])],
    [...lee([invoke(1)]), commit(1), ok(1), ...lee([effect(1)])],
    [invoke(1), ...lee([commit(1)]), ok(1), effect(1)],
  ];
  for (const other of others) {
    const judgement = await judged([meta, ...happy(0), ...other, drained]);
    assert.deepEqual(counts(judgement), { corrupted: 1 });
    assert.equal(whyOf(judgement, "no-corruption"), "1 operation applied to another key: op 1");
  }
  const second = { ...effect(1, 9), key: "lee" };
  for (const events of [[...sound, second], [second, ...sound]]) {
    const judgement = await judged(events);
    assert.deepEqual(counts(judgement), { duplicate: 1, corrupted: 1 });
    assert.equal(verdicts(judgement)["no-corruption"], "broken");
  }
});

Deno.test("a history with two contradicting commits of one operation is not one run", async () => {
  const twice = async (fields: Event, events = sound) => {
    const { mixed, ...judgement } = await judged([...events, { ...commit(1), ...fields }]);
    const isOpen = judgement.promises.every(({ verdict }) => verdict === "unknown");
    if (mixed.length === 0) return judgement.verdict;
    return isOpen ? mixed[0].replace(/ of \/.*\.jsonl/, "") : "judged as one run";
  };
  const end = "line 15 commits it again, so this is not one run";
  assert.equal(
    await twice({ seq: 5 }),
    `op 1 is committed twice, with seq 2 and with seq 5: ${end}`,
  );
  assert.equal(await twice({ key: "lee" }), `op 1 is committed twice, for kim and for lee: ${end}`);
  assert.equal(await twice({}), "kept");
  assert.equal(
    await twice({ at: 99, key: null, seq: null }),
    "kept",
    "the second commit says less",
  );
  const open = change("commit", [1], { seq: null, key: null });
  assert.equal(await twice({}, open), "kept", "the second commit says more");
  const lost = sound.filter(({ kind, op }) => kind !== "effect" || op !== 0);
  assert.match(await twice({ seq: 5 }, lost), /^op 1 is committed twice/);
});

Deno.test("an aside at one target excuses a missing effect in that target only", async () => {
  const two = { ...meta, targets: ["points", "coupon"] };
  const poison = fault("f", 5, 30, { ops: [1] }, "poison-message");
  const lost = async (where: string | undefined, ...applied: Event[]) => {
    const aside = { at: 60, kind: "aside", op: 1, where, reason: "unreadable" };
    const missing = [invoke(1), commit(1), ok(1), ...applied, aside];
    const all = [two, ...happy(0), effect(0, 1, "coupon"), ...missing, ...poison, drained];
    return (await judged(all)).anomalies.lost.ops;
  };
  assert.deepEqual(await lost("coupon"), [1], "points lacks it too");
  assert.deepEqual(await lost("coupon", effect(1)), []);
  assert.deepEqual(await lost("coupon", effect(1, 2, "coupon")), [1]);
  assert.deepEqual(await lost("points", effect(1, 2, "coupon")), []);
  for (const where of ["outbox", "dead-letter queue", undefined]) {
    assert.deepEqual(await lost(where), []);
  }
  const also = { at: 61, kind: "aside", op: 1, where: "points", reason: "unreadable" };
  assert.deepEqual(await lost("coupon", also), [], "set aside at both targets");
});

Deno.test("an aside at a target that joined excuses a missing effect in that target only", async () => {
  const join = { at: 1, kind: "join", target: "coupon", fromMs: 0 };
  const aside = { at: 60, kind: "aside", op: 1, where: "coupon", reason: "unreadable" };
  const poison = fault("f", 5, 30, { ops: [1] }, "poison-message");
  const base = [meta, join, ...happy(0), effect(0, 1, "coupon"), ...poison, aside, drained];
  const missing = [invoke(1), commit(1), ok(1)];
  assert.deepEqual((await judged([...base, ...missing])).anomalies.lost.ops, [1]);
  assert.deepEqual((await judged([...base, ...missing, effect(1)])).anomalies.lost.ops, []);
});

Deno.test("a drained event proves nothing about a later commit", async () => {
  const early = (atMs: number | null, ...more: Event[]) =>
    judged([meta, ...happy(0), invoke(1), commit(1), ok(1), { ...drained, at: atMs }, ...more]);
  const judgement = await early(5);
  assert.deepEqual(counts(judgement), { pending: 1 });
  assert.equal(judgement.verdict, "unknown");
  assert.equal(
    whyOf(judgement, "no-loss"),
    "1 operation missing, but happened after all was drained: op 1",
  );
  assert.equal((await early(5, effect(1))).verdict, "kept", "operation 1 arrived");
  assert.deepEqual(counts(await early(12)), { lost: 1 }, "committed at 12");
  assert.deepEqual(counts(await early(null)), { lost: 1 });
  assert.deepEqual(counts(await early(5, drained)), { lost: 1 }, "a second drained event is later");
  const both = await early(5, invoke(2), { ...commit(2), at: 4 }, ok(2));
  assert.deepEqual(counts(both), { lost: 1, pending: 1 });
  assert.equal(both.verdict, "broken");
});
