import assert from "node:assert/strict";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import {
  commit,
  counts,
  drained,
  effect,
  type Event,
  happy,
  invoke,
  judged,
  meta,
  ok,
  sound,
  verdicts,
} from "./testing/hand_written.ts";

Deno.test("without a drain a missing operation is pending, and a broken promise stays broken", async () => {
  const open = (
    events: Event[],
  ) => [...events.filter(({ kind }) => kind !== "drained"), { ...drained, complete: false }];
  const missing = await judged(
    open([meta, ...happy(0), invoke(1), commit(1), ok(1), invoke(2), ok(2)]),
  );
  assert.deepEqual(counts(missing), { pending: 2 });
  assert.ok(missing.promises.every(({ verdict }) => verdict === "unknown"));
  assert.equal(missing.anomalies.pending.standing, "observed");
  const twice = await judged(open([...sound, effect(1, 9)]));
  assert.equal(verdicts(twice)["no-duplicate"], "broken");
  assert.equal(verdicts(twice)["no-loss"], "unknown");
  const silent = await judged(sound.filter(({ kind }) => kind !== "drained"));
  assert.equal(silent.verdict, "unknown");
});

Deno.test("fewer operations than the minimum prove nothing, but a broken promise stays broken", async () => {
  assert.equal((await judged(sound, { minimumOperations: 3 })).verdict, "kept");
  assert.equal((await judged(sound, { minimumOperations: 4 })).verdict, "unknown");
  assert.equal(
    (await judged([...sound, effect(1, 9)], { minimumOperations: 4 })).verdict,
    "broken",
  );
  assert.equal((await judged([meta, drained])).verdict, "unknown");
});

Deno.test("an effect with another key is distinguished from an effect with another value", async () => {
  const why = async (...fields: Event[]) => {
    const events = sound.map((event) => {
      const change = event.kind === "effect" ? fields[event.op as number] : undefined;
      return { ...event, ...change };
    });
    const { promises } = await judged(events);
    return promises.find(({ name }) => name === "no-corruption")!.why;
  };
  assert.equal(await why({ key: "lee" }), "1 operation applied to another key: op 0");
  assert.equal(await why({ value: "x" }), "1 operation applied with another value: op 0");
  assert.equal(
    await why({ key: "lee" }, { value: "x" }),
    "2 operations applied with another value or to another key (1 of them): op 0, 1",
  );
  assert.equal(
    await why({ key: undefined }),
    "an effect without a key cannot be compared: op 0",
  );
});

Deno.test("an effect without a value cannot be compared: only no-corruption is unknown", async () => {
  const events = sound.map((event) => {
    const { value: _, ...rest } = event as Event;
    return event.kind === "effect" ? rest : event;
  });
  const judgement = await judged(events);
  assert.deepEqual(
    { ...verdicts(judgement), "no-corruption": "kept" },
    verdicts(await judged(sound)),
  );
  assert.equal(verdicts(judgement)["no-corruption"], "unknown");
});

Deno.test("the place of a loss is the last station that saw the operation", async () => {
  const lost = (...seen: Event[]) =>
    judged([meta, ...happy(0), invoke(1), commit(1), ok(1), ...seen, drained]);
  const send = { at: 30, kind: "send", op: 1, role: "relay", attempt: 1 };
  const stored = { at: 31, kind: "stored", op: 1, topic: "t", partition: 0, offset: 1 };
  const deliver = { at: 32, kind: "deliver", op: 1, role: "points" };
  const at = async (...seen: Event[]) => [...(await lost(...seen)).lostAt];
  assert.deepEqual(await at(), [["source", 1]]);
  assert.deepEqual(await at(send), [["relay", 1]]);
  assert.deepEqual(await at(send, stored), [["broker", 1]]);
  assert.deepEqual(await at(send, stored, deliver), [["consumer", 1]]);
  assert.deepEqual(await at(effect(1, 1, "mail")), [["target", 1]]);
  assert.deepEqual([...(await judged([meta, ...happy(0), invoke(1), ok(1), drained])).lostAt], [[
    "source",
    1,
  ]]);
});

Deno.test("an unreadable line may be a fault, so a promise that covers only some faults is undecided", async () => {
  const lines = [
    { at: 0, kind: "meta", schema: 1, truth: "commit", targets: ["points"], epochMs: 0 },
    { at: 1, kind: "invoke", op: 0, key: "kim", value: "1", planned: 1 },
    { at: 2, kind: "commit", op: 0, key: "kim", seq: 1 },
    { at: 3, kind: "ok", op: 0 },
    { at: 4, kind: "effect", op: 0, key: "kim", seq: 1, n: 1, target: "points", value: "1" },
    { at: 5, kind: "effect", op: 0, key: "kim", seq: 1, n: 2, target: "points", value: "1" },
  ].map((event) => JSON.stringify(event));
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  await Deno.writeTextFile(path, [...lines, "no line", '{"kind":"ok","op":0}', ""].join("\n"));
  const facts = await readHistory(path);
  const verdictUnder = (under: "any" | string[]) =>
    judge(facts, { claims: [{ name: "no-duplicate", under }], minimumOperations: 1 }).verdict;
  assert.equal(verdictUnder("any"), "broken");
  assert.equal(verdictUnder(["kill-relay"]), "unknown");
  await Deno.remove(path);
});
