/** Hand-written transactions of the source with several changes, and how a target applied them. */
import assert from "node:assert/strict";
import {
  asRun,
  drained,
  effect,
  type Event,
  fault,
  happy,
  judged,
  meta,
  withRunFolder,
} from "./testing/hand_written.ts";
import { readHistory } from "../history/read.ts";

const claims = [{ name: "whole-transactions", under: "any" as const }];
const changes = (op: number, of: number): Event[] =>
  Array.from({ length: of }, (_, i) => ({ at: op * 10 + 2, kind: "change", op, i, of, tx: op }));
const applied = (op: number, i: number, txid: number, target = "points"): Event => (
  { at: op * 10 + 50, kind: "applied", op, i, txid, target }
);
const base = [meta, ...happy(0), ...happy(1)];
/** Operation 0 has three changes, operation 1 has one. */
const source: Event[] = [...base, ...changes(0, 3), ...changes(1, 1), applied(1, 0, 8)];
const whole = [0, 1, 2].map((i) => applied(0, i, 7));

async function verdictOf(events: Event[], end: Event[] = [drained], haltsUnder: string[] = []) {
  const { promises: [{ verdict, why }] } = await judged([...events, ...end], {
    claims,
    haltsUnder,
  });
  return [verdict, why];
}

Deno.test("a target must apply all changes of a transaction in one transaction of its own", async () => {
  assert.deepEqual(await verdictOf([...source, ...whole]), [
    "kept",
    "2 transactions (4 changes) applied, each as a whole",
  ]);
  assert.deepEqual(await verdictOf([...source, ...whole.slice(1), applied(0, 0, 9)]), [
    "broken",
    "1 operation applied in more than one transaction of a target: op 0",
  ]);
  const again = [...source, ...whole, ...[0, 1, 2].map((i) => applied(0, i, 9))];
  assert.equal((await verdictOf(again))[0], "broken", "it was applied a second time");
});

Deno.test("transaction ids are compared with every digit up to 2^53", async () => {
  const last = Number.MAX_SAFE_INTEGER;
  const long = (txid: number) => [applied(0, 0, last), applied(0, 1, last), applied(0, 2, txid)];
  assert.equal((await verdictOf([...source, ...long(last)]))[0], "kept");
  assert.equal((await verdictOf([...source, ...long(last - 1)]))[0], "broken");
});

Deno.test("a change that is missing for good breaks the promise; one that may still come does not", async () => {
  const part = [...source, ...whole.slice(1)];
  const missing = "1 operation applied in part, some of the changes are missing: op 0";
  assert.deepEqual(await verdictOf(part), ["broken", missing]);
  const yet = await verdictOf(part, [{ ...drained, complete: false, why: "backlog" }]);
  assert.deepEqual(yet, ["unknown", `not drained (backlog); ${missing}`]);
  assert.equal((await verdictOf([...part, { kind: "ok", op: -1 }]))[0], "unknown");
  const early = await verdictOf(part, [{ ...drained, at: 1 }]);
  assert.equal(early[0], "unknown", "it was committed after all was drained");
});

Deno.test("after a halt, a split transaction breaks the promise; a missing change does not", async () => {
  const halt: Event[] = [
    ...fault("f", 5, 50),
    { at: 60, kind: "halted", role: "relay", why: "the slot is gone" },
    { ...drained, complete: false, why: "halt", atRest: true },
  ];
  const verdict = async (...more: Event[]) =>
    (await verdictOf([...source, ...more], halt, ["kill-relay"]))[0];
  assert.equal(await verdict(...whole), "kept");
  assert.equal(await verdict(...whole.slice(1)), "unknown");
  assert.equal(await verdict(...whole.slice(1), applied(0, 0, 9)), "broken");
});

Deno.test("a change that the source did not make breaks the promise", async () => {
  assert.deepEqual(await verdictOf([...source, ...whole, applied(1, 1, 8)]), [
    "broken",
    "1 operation applied with a change that the source did not make: op 1",
  ]);
});

Deno.test("the promise does not cover an operation of which no change was applied", async () => {
  const absent = [...source, ...whole, ...changes(2, 2)];
  assert.equal((await verdictOf(absent))[0], "kept");
  const { promises } = await judged([meta, ...changes(0, 2), drained], { claims });
  assert.equal(promises[0].verdict, "unknown", "nothing was applied at all");
});

Deno.test("each target is judged alone", async () => {
  const two = { ...meta, targets: ["points", "mail"] };
  const both = (...mail: Event[]) => [
    ...[two, ...source.slice(1), ...whole, applied(1, 0, 3, "mail")],
    ...[effect(0, 1, "mail"), effect(1, 2, "mail"), ...mail],
  ];
  const inMail = (...txids: number[]) => txids.map((txid, i) => applied(0, i, txid, "mail"));
  assert.equal(
    (await verdictOf(both(...inMail(2, 2, 2))))[0],
    "kept",
    "mail has another transaction id",
  );
  assert.equal((await verdictOf(both(...inMail(2, 2, 4))))[0], "broken");
  assert.equal((await verdictOf(both(...inMail(2, 2))))[0], "broken");
  assert.deepEqual(await verdictOf(both()), [
    "unknown",
    "1 operation with an effect, but the target does not say in which transaction: op 0",
  ]);
});

Deno.test("changes without an event, or with a contradicting number, leave the promise undecided", async () => {
  assert.deepEqual(await verdictOf([...base, ...whole]), [
    "unknown",
    "the history does not say which changes a transaction of the source made",
  ]);
  const open = [
    "unknown",
    "not every change of 1 operation is named, so it is not known whether all were applied: op 0",
  ];
  const some = source.filter(({ kind, op, i }) => kind !== "change" || op !== 0 || i !== 2);
  assert.deepEqual(await verdictOf([...some, ...whole]), open);
  assert.deepEqual(await verdictOf([...source, ...changes(0, 2), ...whole]), open);
  const unnamed = source.filter(({ kind, op }) => kind !== "change" || op !== 0);
  assert.deepEqual(await verdictOf([...unnamed, ...whole]), open);
});

Deno.test("changes of many operations are kept apart, even with 31 changes each", async () => {
  const ops = Array.from({ length: 5_000 }, (_, op) => op * 40);
  const all = ops.flatMap((op) => [
    ...changes(op, 31),
    ...Array.from({ length: 31 }, (_, i) => applied(op, i, op + 1)),
  ]);
  const end = [...base, drained];
  assert.match(
    (await verdictOf([...end, ...all], []))[1],
    /^5,000 transactions \(155,000 changes\)/,
  );
  const one = [...all.slice(0, -1), { ...all.at(-1), txid: 2 }];
  assert.match((await verdictOf([...end, ...one], []))[1], /: op 199960$/);
});

Deno.test("only the audit is believed for changes", async () => {
  const files = asRun([...source, ...whole, drained]);
  await withRunFolder({ ...files, "relay-1.jsonl": [applied(0, 0, 9)] }, async (folder) => {
    const { applied, unbelieved } = await readHistory(folder);
    assert.equal(applied[0].isSplit(0), false);
    assert.deepEqual(unbelieved, [{ role: "relay", kind: "applied", count: 1 }]);
  });
});
