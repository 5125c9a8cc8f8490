/** Hand-written histories of rows: which events leave a row open, and which close it. */
import assert from "node:assert/strict";
import {
  commit,
  drained,
  type Event,
  happy,
  invoke,
  judged,
  meta,
  ok,
} from "./testing/hand_written.ts";

const claims = [{ name: "no-orphan", under: "any" as const }];
const marked: Event = { at: 70, kind: "marked", op: 1, where: "messages" };
const aside = (fields: Event): Event => ({
  at: 70,
  kind: "aside",
  op: 1,
  where: "messages",
  reason: "FAILED: too large",
  ...fields,
});
const base = [meta, ...happy(0), { ...marked, op: 0 }, invoke(1), commit(1), ok(1)];

async function verdictOf(more: Event[], end: Event = drained) {
  const { promises: [{ verdict, why }] } = await judged([...base, ...more, end], { claims });
  return [verdict, why];
}

Deno.test("a row that is neither done nor set aside in its own table is an orphan", async () => {
  const orphan = ["broken", "1 message neither done nor set aside: op 1"];
  const closed = ["kept", "each message is done or set aside"];
  assert.deepEqual(await verdictOf([]), orphan);
  assert.deepEqual(await verdictOf([marked]), closed);
  assert.deepEqual(await verdictOf([aside({ side: "sender" })]), closed);
  assert.deepEqual(await verdictOf([aside({ where: "outbox" })]), closed, "an old history");
  const unread = aside({ where: "rejected_messages", side: "consumer" });
  assert.deepEqual(await verdictOf([unread]), orphan, "an unreadable message closes no row");
  assert.deepEqual(await verdictOf([unread, aside({ side: "sender" })]), closed);
});

Deno.test("a row is not called an orphan before all came to rest", async () => {
  const end = { ...drained, complete: false, why: "backlog 1" };
  assert.equal((await verdictOf([], end))[0], "unknown");
});
