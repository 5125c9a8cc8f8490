/** Hand-written losses: the mistake that the order of events shows. */
import assert from "node:assert/strict";
import {
  commit,
  drained,
  effect,
  happy,
  invoke,
  meta,
  ok,
} from "../../check/testing/hand_written.ts";
import {
  confirmed,
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
import { sentence } from "./words.ts";

Deno.test("loss: marked, and never sent", async () => {
  const found = await explained([
    ...whole,
    ...lost,
    marked(1, 13),
    ...killed("relay", 14),
    drained,
  ]);
  assert.deepEqual([found.wrong, found.mistake], ["lost", { code: "marked-before-send" }]);
  assert.deepEqual(proofOf(found), ["committed", "marked", "ended", "not-sent"]);
  assert.deepEqual(found.unwritten, ["row"]);
});

Deno.test("loss: marked, and the broker does not have it", async () => {
  const events = [...whole, ...lost, send(1, 13), marked(1, 14), ...killed("relay", 15), drained];
  const found = await explained(events);
  assert.deepEqual(found.mistake, { code: "marked-before-stored" });
  assert.deepEqual(proofOf(found), ["sent", "marked", "ended", "not-stored"]);
});

Deno.test("loss: a row behind it was sent before it was committed", async () => {
  const later = [invoke(2), { ...commit(2), at: 9 }, send(2, 10), stored(2, 11), effect(2)];
  const rows = [row(0, "9"), row(1, "41"), row(2, "42")];
  const events = [...whole, ...lost, ...later, ...rows, drained];
  const found = await explained(events);
  assert.deepEqual(found.mistake, { code: "passed-over" });
  assert.deepEqual(proofOf(found), ["other-sent", "committed", "not-sent", "not-marked"]);
  const said = found.clauses.filter(({ isProof }) => isProof).map(sentence);
  assert.deepEqual(said, [
    "relay sent row 42 (operation 2).",
    "The source committed it (row 41 of outbox).",
    "No send of it followed.",
    "Its row was never marked.",
  ]);
  const saved = await mistakeOf([...events, position(11.5, "42"), position(3, "9")]);
  assert.deepEqual(saved, { code: "position-past-uncommitted", reader: "relay" });
  const between = await explained([...events, position(12.5, "42"), position(3, "9")]);
  assert.deepEqual(between.mistake, { code: "passed-over" }, "saved just after the commit");
  assert(proofOf(between).includes("position"));
  const early = { ...commit(1), at: 9.5 };
  const late = events.map((event) => event === lost[1] ? early : event);
  assert.deepEqual(
    await mistakeOf([...late, position(12.5, "42")]),
    { code: "passed-with-another", reader: "relay" },
    "committed before row 42 was sent, but not seen",
  );
  const before = await mistakeOf([...events, position(11.5, "40")]);
  assert.deepEqual(before, { code: "passed-over" }, "a position before its row shows nothing");
});

Deno.test("loss: taken by a consumer that ended, or that gave it up", async () => {
  const taken = [...whole, ...lost, send(1, 13), stored(1, 14), deliver(1, 15)];
  assert.deepEqual(
    await mistakeOf([...taken, ...killed("points", 16), drained]),
    { code: "acknowledged-before-effect", role: "points" },
  );
  assert.deepEqual(await mistakeOf([...taken, drained]), { code: "given-up", role: "points" });
});

Deno.test("loss: a send that nobody confirmed, a failed one that nobody kept, one in a dead memory", async () => {
  const failed = struck("fail", "relay:before-send", 12.5);
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, send(1, 12.4), drained]),
    { code: "unconfirmed-send" },
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...failed, drained]),
    { code: "failure-forgotten" },
  );
  assert.deepEqual(
    await mistakeOf([...whole, ...lost, ...killed("login", 13), drained]),
    { code: "in-memory-lost", role: "login" },
  );
  assert.deepEqual(await mistakeOf([...whole, ...lost, drained]), { code: "never-sent" });
});

Deno.test("loss: only a process that may have had it had it in its memory", async () => {
  const base = [...whole, ...lost, drained];
  assert.deepEqual(
    await mistakeOf([...base, ...killed("points", 13)]),
    { code: "never-sent" },
    "the target never got it",
  );
  const hazard = { at: 15, kind: "hazard", name: "in-hand", op: 1 };
  const atLogin = { ...hazard, source: "failpoint login:before-send" };
  assert.deepEqual(
    await mistakeOf([...base, ...killed("relay", 13), ...killed("login", 15), atLogin]),
    { code: "in-memory-lost", role: "login" },
  );
});

Deno.test("loss: a called service is not blamed for what its caller forgot", async () => {
  const called = [meta, ...happy(0), send(0, 4, "login"), ...lost, send(1, 13, "login"), drained];
  const watched = {
    ...{ at: 20, kind: "monitor", name: "failed-requests", of: "points" },
    ...{ value: 0, limit: 0.05 },
  };
  const forgotten = { code: "failure-forgotten" };
  for (const end of [[], killed("points", 60)]) {
    const taken = [...called, deliver(1, 14), watched, ...end];
    assert.deepEqual(await mistakeOf(taken), forgotten);
  }
  assert.deepEqual(
    await mistakeOf([...called, ...killed("login", 16)]),
    { code: "in-memory-lost", role: "login" },
  );
  assert.deepEqual(await mistakeOf([...called, ...killed("login", 700)]), forgotten);
  const refusing = struck("points-error", "points", 12);
  assert.deepEqual(await mistakeOf([...called, ...killed("login", 16), ...refusing]), forgotten);
});

Deno.test("loss: a poisoned message that was given up stays so, whenever its consumer ends", async () => {
  const taken = [...whole, ...lost, send(1, 13), stored(1, 14), deliver(1, 15)];
  const poison = struck("poison-consumer", "message", 11, { ops: [1] });
  assert.deepEqual(
    await mistakeOf([...taken, ...poison, ...killed("points", 60), drained]),
    { code: "given-up", role: "points" },
  );
});

Deno.test("loss: a part of its changes was applied, and the rest was not read", async () => {
  const saved = { ...position(14, "0/1B0", "reader"), where: "log" };
  const change = { at: null, kind: "change", op: 1, i: 0, of: 5 };
  const applied = { at: null, kind: "applied", op: 1, i: 1, txid: 9, target: "points" };
  const base = [meta, ...happy(0), ...lost, inLog(1, "0/1A0"), change, applied, drained];
  const found = await explained([...base, saved, ...killed("reader", 13)]);
  assert.deepEqual(found.mistake, { code: "rest-not-read", reader: "reader" });
  const said = found.clauses.find(({ fact }) => fact.code === "changes-applied")!;
  assert.equal(sentence(said), "1 of its 5 changes was applied in one transaction.");
});

Deno.test("loss: a row that was deleted, and one whose owner is gone", async () => {
  const base = [...whole.filter(({ kind }) => kind !== "stored"), ...lost];
  const deleted = row(1, "41", { state: "deleted", at: 14 });
  assert.deepEqual(await mistakeOf([...base, deleted, drained]), { code: "row-removed-unread" });
  const taken = row(1, "41", { state: "taken", at: 14, owner: "worker 77" });
  assert.deepEqual(
    await mistakeOf([...base, taken, ...killed("worker", 15), drained]),
    { code: "owner-gone", owner: "worker 77" },
  );
});

Deno.test("loss: acknowledged, and never committed", async () => {
  const { wrong, mistake } = await explained([...whole, invoke(1), ok(1), drained]);
  assert.deepEqual([wrong, mistake], ["lost", { code: "acknowledged-uncommitted" }]);
});

Deno.test("silent gap: a position or a slot past it before its effect", async () => {
  const base = [meta, ...happy(0), deliver(0, 7), ...lost, inLog(1, "0/1A0"), drained];
  const saved = (at: number, place: string) => ({ ...position(at, place, "reader"), where: "log" });
  const first = saved(1, "0/100");
  assert.deepEqual(
    await mistakeOf([...base, first, saved(14, "0/1A0"), ...killed("reader", 15)]),
    { code: "position-before-effect", reader: "reader" },
  );
  assert.deepEqual(
    await mistakeOf([...base, saved(14, "0/1B0")]),
    { code: "began-behind-it", reader: "reader" },
  );
  assert.deepEqual(
    await mistakeOf([...base, first, confirmed(13, "0/10"), confirmed(14, "0/1A0")]),
    { code: "confirmed-before-effect", slot: "s" },
  );
  const moved = struck("advance-slot", "slot", 11).map((event) => ({ ...event, verb: "advance" }));
  assert.deepEqual(
    await mistakeOf([...base, first, ...moved, confirmed(14, "1/0")]),
    { code: "slot-moved-unnoticed", slot: "s" },
  );
  assert.deepEqual(
    await mistakeOf([...base, first, ...killed("reader", 11)]),
    { code: "not-read-after-restart", role: "reader" },
  );
});
