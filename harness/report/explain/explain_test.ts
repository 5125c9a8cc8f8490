/** Hand-written anomalies other than losses: the mistake that the order of events shows. */
import assert from "node:assert/strict";
import {
  asRun,
  commit,
  drained,
  effect,
  type Event,
  happy,
  invoke,
  meta,
  ok,
  withRunFolder,
} from "../../check/testing/hand_written.ts";
import { caseOf } from "../../history/case.ts";
import { explain } from "./explain.ts";
import {
  deliver,
  explained,
  inLog,
  killed,
  lost,
  marked,
  mistakeOf,
  position,
  proofOf,
  row,
  send,
  stored,
  struck,
  whole,
} from "./testing/events.ts";
import { mistakeWords, sentence } from "./words.ts";

const twice = [effect(1, 2), { ...effect(1, 3), at: 90 }];

Deno.test("duplicate: delivered again, from copies, by two, by a second call", async () => {
  const sent = [send(1, 13), stored(1, 14)];
  const again = [deliver(1, 15), deliver(1, 80)];
  const crash = killed("points", 70);
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...sent, ...again, ...twice, ...crash, drained]),
    { code: "redelivery-applied", afterEnd: "points" },
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...sent, ...again, ...twice, drained]),
    { code: "redelivery-applied", afterEnd: null },
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...sent, stored(1, 60, 2), ...again, ...twice, drained]),
    { code: "copies-applied", bySender: false },
  );
  const third = { ...effect(1, 4), at: 95 };
  const early = [deliver(1, 15), deliver(1, 80), deliver(1, 92)];
  assert.deepEqual(
    await mistakeOf(
      [...whole, ...lost, ...sent, stored(1, 60, 2), ...early, ...twice, third, ...crash, drained],
    ),
    { code: "redelivery-applied", afterEnd: "points" },
    "the second effect is that of the first copy, delivered again",
  );
  assert.deepEqual(
    await mistakeOf(
      [...whole, ...lost, ...sent, stored(1, 95, 2), ...again, ...twice, ...crash, drained],
    ),
    { code: "redelivery-applied", afterEnd: "points" },
    "the second effect came before the second copy",
  );
  const workers = [deliver(1, 15, "worker"), deliver(1, 50, "worker#2")];
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...workers, ...twice, drained]),
    { code: "taken-by-two", first: "worker", second: "worker#2" },
  );
  const inTurn = [deliver(1, 15, "worker"), deliver(1, 80, "worker#2")];
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...inTurn, ...twice, drained]),
    { code: "taken-again", first: "worker", second: "worker#2", wasMarked: false },
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...inTurn, marked(1, 70), ...twice, drained]),
    { code: "taken-again", first: "worker", second: "worker#2", wasMarked: true },
  );
  const direct = [meta, ...happy(0), ...lost, send(1, 12, "login"), send(1, 60, "login", 2)];
  assert.deepEqual(await mistakeOf([...direct, ...again, ...twice, drained]), {
    code: "called-again",
  });
});

Deno.test("duplicate: the saved position was behind the effect", async () => {
  const base = [meta, ...happy(0), ...lost, inLog(1, "0/1A0"), ...twice, drained];
  const saved = { ...position(61, "0/19F", "reader"), where: "log" };
  const found = await explained([...base, saved, ...killed("reader", 70)]);
  assert.deepEqual(found.mistake, { code: "position-behind-effect", reader: "reader" });
  assert.deepEqual(proofOf(found), ["applied", "position", "ended", "applied"]);
});

Deno.test("phantom: sent before its transaction ended", async () => {
  const called = { ...invoke(1), rollback: true };
  const refused = { at: 20, kind: "fail", op: 1, reason: "the business rolled it back" };
  const events = [...whole, called, send(1, 12), stored(1, 13), refused, effect(1), drained];
  const found = await explained(events);
  assert.deepEqual([found.wrong, found.mistake], ["phantom", {
    code: "sent-before-end",
    isRolledBack: true,
  }]);
  assert.deepEqual(proofOf(found), ["called", "sent", "answered", "applied", "not-committed"]);
  const crashed = [invoke(1), send(1, 12), stored(1, 13), { at: 20, kind: "info", op: 1 }];
  const never = await explained([...whole, ...crashed, effect(1), drained]);
  assert.deepEqual([never.wrong, never.mistake], ["phantom", {
    code: "sent-before-end",
    isRolledBack: false,
  }]);
});

Deno.test("reordered: overtaken at the send, by another sender, after it came back", async () => {
  const own = [...lost, effect(1, 3)];
  const later = [invoke(2), commit(2), ok(2), { ...effect(2, 2), at: 55 }];
  const at = (role: string) => [send(2, 25, role), stored(2, 26), send(1, 30), stored(1, 31)];
  const found = await explained([...whole, ...own, ...later, ...at("relay"), drained]);
  assert.deepEqual([found.wrong, found.mistake], ["reordered", {
    code: "overtaken-at-send",
    other: 2,
  }]);
  assert.deepEqual(
    await mistakeOf([...whole, ...own, ...later, send(1, 20), send(2, 25), send(1, 70), drained]),
    null,
    "a send after its effect does not show that it waited",
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...own, ...later, ...at("relay#2"), drained]),
    { code: "overtaken-by-other-sender", other: 2, role: "relay#2" },
  );
  const back = [send(1, 13), send(2, 25), deliver(1, 14), deliver(1, 58)];
  assert.deepEqual(
    await mistakeOf([...whole, ...own, ...later, ...back, drained]),
    { code: "overtaken-after-return", other: 2 },
  );
});

Deno.test("corrupted: the value of the call and that of the effect", async () => {
  const { wrong, mistake, clauses } = await explained(
    [...whole, ...lost, { ...effect(1), value: "0" }, drained],
  );
  assert.deepEqual([wrong, mistake], ["corrupted", { code: "other-value" }]);
  const value = clauses.find(({ fact }) => fact.code === "value")!;
  assert.equal(sentence(value), 'The effect has the value "0"; its caller sent "v1".');
});

Deno.test("pending, split, stored again and slow", async () => {
  const open = { ...drained, complete: false, why: "backlog 1" };
  const poison = struck("poison-message", "message", 11, { ops: [2] });
  const tries = [13, 14, 15, 16].map((at) => send(2, at));
  const stuck = [invoke(2), commit(2), ok(2), ...tries];
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...stuck, ...poison, open]),
    { code: "blocked-behind", other: 2, times: 4 },
  );
  assert.deepEqual(await mistakeOf([...whole, ...lost, open]), { code: "nothing-moves" });
  const itself = struck("poison-message", "message", 11, { ops: [1] });
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, send(1, 13), send(1, 14), ...itself, open]),
    { code: "never-set-aside", times: 2, blocks: false },
  );
  const behind = [row(1, "41"), row(2, "42"), invoke(2), commit(2), ok(2)];
  const stopped = [...whole, ...lost, ...behind, send(1, 13), ...itself, open];
  const never = { code: "never-set-aside", times: 1 };
  assert.deepEqual(await mistakeOf(stopped), { ...never, blocks: true });
  assert.deepEqual(await mistakeOf([...stopped, effect(2)]), { ...never, blocks: false });
  const halted = { at: 20, kind: "halted", role: "reader", why: "the slot is gone" };
  const still = await explained([...whole, ...lost, halted, open]);
  assert.equal(still.mistake, null, "a halt on purpose is no mistake");
  assert(still.clauses.some((clause) => sentence(clause) === "reader halted: the slot is gone."));
  const applied = [5, 6].map((txid, i) => (
    { at: null, kind: "applied", op: 1, i, txid, target: "points" }
  ));
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, effect(1), ...applied, drained]),
    { code: "applied-in-pieces", transactions: 2 },
  );
  const copies = [send(1, 12), send(1, 14, "relay", 2), stored(1, 13), stored(1, 15, 2)];
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, effect(1), ...copies, drained]),
    { code: "stored-again", sends: 2 },
  );
  const late = [invoke(1), commit(1), send(1, 13, "login"), { at: 3_010, kind: "ok", op: 1 }];
  const paused = struck("pause-points", "points", 9, {}).map((event, i) => (
    { ...event, at: i === 0 ? 9 : 3_000 }
  ));
  const slow = [meta, ...happy(0), ...late, effect(1), ...paused, drained];
  assert.deepEqual(await mistakeOf(slow, "slow"), { code: "wait-without-limit", waitedMs: 3_000 });
  assert.deepEqual(await mistakeOf(slow), null, "without a question, nothing is wrong with it");
});

Deno.test("an operation with one effect has nothing wrong, and an unknown one has no explanation", async () => {
  const events = [...whole, ...happy(1), drained];
  const { wrong, mistake, clauses } = await explained(events);
  assert.deepEqual([wrong, mistake], ["none", null]);
  assert.deepEqual(clauses.map(({ fact }) => fact.code), [
    "called",
    "committed",
    "answered",
    "applied",
  ]);
  await withRunFolder(asRun(events), async (folder) => {
    assert.equal(explain(await caseOf(folder, 7)), null);
  });
});

Deno.test("a missing clause is not made up: what nobody wrote is listed", async () => {
  const found = await explained([meta, ...happy(0), ...lost, drained]);
  assert.deepEqual(found.unwritten, ["send", "stored", "marked", "deliver", "row"]);
  assert.deepEqual(found.mistake, null);
  assert.deepEqual(proofOf(found), []);
  const absent = found.clauses.filter(({ event }) => event === null);
  assert.deepEqual(absent.map(({ fact }) => fact.code), ["not-applied"]);
});

Deno.test("a role is not believed where a database speaks", async () => {
  const lies: Event[] = [...whole, ...lost, { ...effect(1), role: "points" }, drained];
  const files = {
    ...asRun(lies.filter((event) => event.kind !== "effect" || event.op !== 1)),
    "points-1.jsonl": [{ ...effect(1) }],
  };
  await withRunFolder(files, async (folder) => {
    assert.equal(explain(await caseOf(folder, 1))!.wrong, "lost");
  });
});

Deno.test("control characters of a history do not reach the words", async () => {
  const events = [...whole, { ...invoke(1), key: "a\u001b[31m\u202e" }, commit(1), ok(1), drained];
  const { clauses, mistake } = await explained(events);
  const words = [...clauses.map(sentence), mistakeWords(mistake)].join("\n");
  for (const unseen of ["\u001b", "\u202e"]) assert(!words.includes(unseen));
});
