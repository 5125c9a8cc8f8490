import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import {
  all,
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
  verdicts,
} from "./testing/hand_written.ts";

const testdata = fileURLToPath(new URL("./testdata/", import.meta.url));
const expected = JSON.parse(await Deno.readTextFile(join(testdata, "expected.json")));

for (const [name, want] of Object.entries<Record<string, unknown>>(expected)) {
  Deno.test(`the example ${name} is judged as written`, async () => {
    const facts = await readHistory(join(testdata, `${name}.jsonl`));
    const judgement = judge(facts, { claims: all, minimumOperations: 1 });
    assert.equal(judgement.verdict, want.verdict);
    assert.deepEqual(verdicts(judgement), want.promises);
    assert.deepEqual(counts(judgement), want.counts);
  });
}

Deno.test("each single change to a sound history shows its own anomaly and no other", async () => {
  assert.equal((await judged(sound)).verdict, "kept");
  const without = (kind: string, op: number) =>
    sound.filter((event) => !(event.kind === kind && event.op === op));
  const changed = (kind: string, op: number, fields: Event) =>
    sound.map((event) => event.kind === kind && event.op === op ? { ...event, ...fields } : event);
  const changes: [string, Event[], Record<string, number>, string[]][] = [
    ["an effect gone", without("effect", 1), { lost: 1 }, ["no-loss"]],
    ["an effect twice", [...sound, effect(1, 9)], { duplicate: 1 }, ["no-duplicate"]],
    ["an effect three times", [...sound, effect(1, 9), effect(1, 10)], { duplicate: 2 }, [
      "no-duplicate",
    ]],
    ["an effect late", changed("effect", 1, { n: 7 }), { outOfOrder: 1 }, ["order-per-key"]],
    ["another value", changed("effect", 1, { value: "v0" }), { corrupted: 1 }, ["no-corruption"]],
    ["another key", changed("effect", 1, { key: "lee" }), { corrupted: 1 }, ["no-corruption"]],
    ["NULL for a value", changed("effect", 1, { value: null }), { corrupted: 1 }, [
      "no-corruption",
    ]],
    [
      "no commit, refused",
      changed("ok", 1, { kind: "fail" }).filter((e) => !(e.kind === "commit" && e.op === 1)),
      { phantom: 1 },
      ["no-phantom"],
    ],
    ["no commit, acknowledged", without("commit", 1), { phantom: 1, lost: 1 }, [
      "no-loss",
      "no-phantom",
    ]],
    ["the caller never learned", changed("ok", 1, { kind: "info" }), { recovered: 1 }, []],
    ["no outcome at all", without("ok", 1), { recovered: 1 }, []],
    ["refused, yet committed", changed("ok", 1, { kind: "fail" }), {}, []],
    [
      "delivered twice",
      [
        ...sound,
        { at: 5, kind: "deliver", op: 1, role: "points" },
        { at: 6, kind: "deliver", op: 1, role: "points#2" },
        { at: 6, kind: "deliver", op: 1, role: "other" },
      ],
      { redelivered: 1 },
      [],
    ],
  ];
  for (const [name, events, want, broken] of changes) {
    const judgement = await judged(events);
    assert.deepEqual(counts(judgement), want, name);
    for (const [promise, verdict] of Object.entries(verdicts(judgement))) {
      assert.equal(verdict, broken.includes(promise) ? "broken" : "kept", `${name}: ${promise}`);
    }
    for (const anomaly of Object.values(judgement.anomalies)) {
      assert.deepEqual(anomaly.ops, anomaly.count > 0 ? [1] : [], name);
    }
  }
});

Deno.test("an aside excuses an operation only if the ops of a fault name the operation", async () => {
  const aside = (op: number) => ({ at: 60, kind: "aside", op, where: "outbox", reason: "FAILED" });
  const events = (ops: number[]) => [
    ...[meta, ...happy(0), invoke(1), commit(1), ok(1), aside(1), ...happy(2), drained],
    ...fault("f1", 5, 30, { ops }, "poison-message"),
  ];
  assert.deepEqual(counts(await judged(events([1]))), { aside: 1 });
  assert.deepEqual(counts(await judged(events([0, 2]))), { lost: 1, aside: 1 });
  // A fault alone excuses nothing: without an aside the operation is lost. An applied one is never lost.
  const unset = events([1]).filter(({ kind }) => kind !== "aside");
  assert.deepEqual(counts(await judged(unset)), { lost: 1 });
  assert.deepEqual(counts(await judged([...sound, aside(1)])), { aside: 1 });
});

Deno.test("neither an operation that was set aside nor a phantom has a place in the order", async () => {
  const reversed = [meta, ...happy(0), ...happy(1), effect(0, 9)]
    .map((event: Event) => event.kind === "effect" && event.op === 1 ? { ...event, n: 0 } : event);
  assert.deepEqual(counts(await judged([...reversed, drained])), { duplicate: 1, outOfOrder: 1 });
  const aside = { at: 60, kind: "aside", op: 1, where: "dlq", reason: "late" };
  assert.deepEqual(counts(await judged([...reversed, aside, drained])), { duplicate: 1, aside: 1 });
  const phantom = { ...effect(1, 0), seq: 99 };
  assert.deepEqual(
    counts(
      await judged([
        meta,
        ...happy(0),
        { ...invoke(1) },
        { ...ok(1), kind: "fail" },
        phantom,
        drained,
      ]),
    ),
    { phantom: 1 },
  );
});

Deno.test("order is judged by n, and never by at; if n is missing, by the order in the files", async () => {
  const bare = (op: number, at: number) => {
    const { n: _, ...event } = effect(op);
    return { ...event, at };
  };
  const rest = [invoke(0), commit(0), ok(0), invoke(1), commit(1), ok(1), drained];
  const order = async (effects: Event[]) => counts(await judged([meta, ...rest, ...effects]));
  assert.deepEqual(await order([{ ...effect(1, 2), at: 10 }, { ...effect(0, 1), at: 99 }]), {});
  assert.deepEqual(await order([effect(0, 2), effect(1, 1)]), { outOfOrder: 1 });
  assert.deepEqual(await order([bare(0, 99), bare(1, 10)]), {});
  assert.deepEqual(await order([bare(1, 10), bare(0, 99)]), { outOfOrder: 1 });
  // Later effects of an operation count only as duplicates.
  assert.deepEqual(await order([effect(0, 1), effect(1, 2), effect(0, 3)]), { duplicate: 1 });
});

Deno.test("the seq comes from the commit, or from the effect where no commit has one", async () => {
  const wrongSeq = sound.map((event) =>
    event.kind === "effect" ? { ...event, seq: 9 - (event.n as number) } : event
  );
  assert.deepEqual(counts(await judged(wrongSeq)), {});
  const uncommitted = wrongSeq.filter(({ kind }) => kind !== "commit" && kind !== "meta");
  assert.deepEqual(counts(await judged(uncommitted)), { outOfOrder: 2 });
});

Deno.test("each key and each target is judged apart; a lost operation counts once", async () => {
  const two = { ...meta, targets: ["points", "mail"] };
  const base = [two, ...happy(0), ...happy(1), drained];
  assert.deepEqual(counts(await judged(base)), { lost: 2 });
  const mails = [effect(0, 1, "mail"), effect(1, 2, "mail")];
  assert.deepEqual(counts(await judged([...base, ...mails])), {});
  assert.deepEqual(counts(await judged([...base, effect(0, 2, "mail"), effect(1, 1, "mail")])), {
    outOfOrder: 1,
  });
  assert.deepEqual(
    counts(await judged([two, ...happy(0), effect(0, 5), invoke(1), commit(1), ok(1), drained])),
    {
      lost: 2,
      duplicate: 1,
    },
  );
  const lee = sound.map((event) => event.op === 1 ? { ...event, key: "lee", n: 9 } : event);
  assert.deepEqual(counts(await judged(lee)), {});
});

Deno.test("without meta there is one target, and the truth is commit if there is a commit, else outcome", async () => {
  const bare = sound.filter(({ kind }) => kind !== "meta");
  assert.equal((await judged(bare)).verdict, "kept");
  const oneCommit = bare.filter((e) => e.kind !== "commit" || e.op === 0);
  assert.deepEqual(counts(await judged(oneCommit)), { lost: 2, phantom: 2 });
  const noCommit = bare.filter(({ kind }) => kind !== "commit");
  assert.deepEqual(counts(await judged(noCommit)), {});
  const nameless = bare.map(({ target: _, ...event }: Event) => event);
  assert.deepEqual(counts(await judged(nameless)), {});
  assert.deepEqual(counts(await judged([...bare, { ...effect(1, 9), target: undefined }])), {
    duplicate: 1,
  });
});

Deno.test("under truth outcome, an operation with an effect is recovered after an info, and a phantom after a fail or a drop", async () => {
  const outcome = { ...meta, truth: "outcome" };
  const events = [
    outcome,
    ...[invoke(0), ok(0), effect(0)],
    ...[invoke(1), { ...ok(1), kind: "info" }, effect(1)],
    ...[invoke(2), { ...ok(2), kind: "info" }],
    ...[invoke(3), { ...ok(3), kind: "fail" }, effect(3)],
    ...[{ at: 40, kind: "drop", op: 4 }, effect(4)],
    effect(5),
    drained,
  ];
  const judgement = await judged(events);
  assert.deepEqual(counts(judgement), { phantom: 3, recovered: 1 });
  assert.deepEqual(judgement.anomalies.phantom.ops, [3, 4, 5]);
  assert.deepEqual(judgement.counts, {
    planned: 5,
    dropped: 1,
    acknowledged: 1,
    failed: 1,
    indeterminate: 2,
    committed: 0,
    applied: 5,
    failedYetCommitted: 0,
  });
});

Deno.test("an info without a commit is never lost; with a commit it is lost or recovered", async () => {
  const info = (op: number) => ({ ...ok(op), kind: "info" });
  const base = [meta, ...happy(0), invoke(1), info(1), drained];
  assert.deepEqual(counts(await judged(base)), {});
  assert.deepEqual(counts(await judged([...base, commit(1)])), { lost: 1 });
  assert.deepEqual(counts(await judged([...base, commit(1), effect(1)])), { recovered: 1 });
  assert.deepEqual(counts(await judged([...base, effect(1)])), { phantom: 1 });
});
