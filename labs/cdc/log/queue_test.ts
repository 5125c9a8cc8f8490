import assert from "node:assert/strict";
import fc from "fast-check";
import type { Message } from "./message.ts";
import { MessageQueue } from "./queue.ts";

const never = new AbortController().signal;

/** A queue, and the calls that it made to its stream. */
function openQueue(): { queue: MessageQueue; told: string[] } {
  const told: string[] = [];
  const queue = new MessageQueue({
    pause: () => told.push("pause"),
    resume: () => told.push("resume"),
  });
  return { queue, told };
}

const numbered = (n: number): Message => ({
  kind: "keepalive",
  endLsn: BigInt(n),
  wantsAnswer: false,
});
const begin: Message = { kind: "begin", commitLsn: 1n, xid: 1 };
const commit: Message = { kind: "commit", commitLsn: 1n, endLsn: 2n };

Deno.test("messages are taken in their order", () => {
  // True adds a message, false takes one.
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (steps) => {
    const { queue } = openQueue();
    const waiting: number[] = [];
    for (const [n, adds] of steps.entries()) {
      if (adds) {
        queue.add(numbered(n), 1);
        waiting.push(n);
      } else {
        const next = waiting.shift();
        assert.deepEqual(queue.take(), next === undefined ? undefined : numbered(next));
      }
      assert.equal(queue.isEmpty, waiting.length === 0);
    }
  }));
});

Deno.test("the stream waits above 150 kB and goes on below 50 kB", () => {
  const { queue, told } = openQueue();
  for (let n = 0; n < 3; n++) queue.add(numbered(n), 50_000);
  assert.deepEqual(told, []);
  queue.add(numbered(3), 1);
  queue.add(numbered(4), 50_000);
  assert.deepEqual(told, ["pause"], "once");
  for (let n = 0; n < 4; n++) queue.take();
  assert.deepEqual(told, ["pause"], "50 kB are left");
  queue.take();
  assert.deepEqual(told, ["pause", "resume"]);
  queue.add(numbered(5), 1_000_000);
  queue.take();
  assert.deepEqual(told, ["pause", "resume", "pause", "resume"], "one message may be larger");
});

Deno.test("a queue is behind from a pause of the stream until a wait brings no message", async () => {
  const { queue } = openQueue();
  queue.add(begin, 150_000);
  assert.equal(queue.isBehind, false);
  queue.add(commit, 1);
  assert.equal(queue.isBehind, true);
  while (queue.take() !== undefined);
  assert.equal(queue.isBehind, true, "the stream was resumed just now");
  const next = queue.next(60_000, never);
  queue.add(begin, 1);
  await next;
  assert.equal(queue.isBehind, true);
  assert.equal(await queue.next(1, never), undefined);
  assert.equal(queue.isBehind, false);
});

Deno.test("the stream is never paused while the queue is empty, whatever is added and taken", () => {
  const sizes = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 200_000 })), {
    maxLength: 60,
  });
  fc.assert(fc.property(sizes, (sizes) => {
    const { queue, told } = openQueue();
    for (const size of sizes) {
      if (size === 0) queue.take();
      else queue.add(begin, size);
    }
    while (queue.take() !== undefined);
    assert.equal(told.length % 2, 0);
    told.forEach((word, i) => assert.equal(word, i % 2 === 0 ? "pause" : "resume"));
  }));
});

Deno.test("a queue has a transaction from the arrival of a commit until the commit is taken", () => {
  const { queue } = openQueue();
  queue.add(begin, 1);
  assert.equal(queue.hasTransaction, false);
  queue.add(commit, 1);
  queue.add(begin, 1);
  assert.equal(queue.hasTransaction, true);
  queue.take();
  assert.equal(queue.hasTransaction, true);
  queue.take();
  assert.equal(queue.hasTransaction, false);
  assert.equal(queue.isEmpty, false);
});

Deno.test("the first error is thrown at every call, even while messages are left", async () => {
  const { queue } = openQueue();
  queue.add(begin, 1);
  queue.fail(new Error("the connection ended"));
  queue.fail(new Error("a later one"));
  for (let i = 0; i < 2; i++) {
    assert.throws(() => queue.take(), /^Error: the connection ended$/);
    await assert.rejects(queue.next(60_000, never), /^Error: the connection ended$/);
  }
});

Deno.test("an error, a message and an abort each wake a reader that waits", async () => {
  const failed = openQueue().queue;
  const rejection = assert.rejects(failed.next(60_000, never), /gone/);
  failed.fail(new Error("gone"));
  await rejection;

  const { queue } = openQueue();
  const next = queue.next(60_000, never);
  queue.add(numbered(7), 1);
  assert.deepEqual(await next, numbered(7));

  const end = new AbortController();
  const silence = queue.next(60_000, end.signal);
  end.abort();
  assert.equal(await silence, undefined);
});

Deno.test("after an abort a reader does not wait, but still gets the messages that are here", async () => {
  const { queue } = openQueue();
  queue.add(numbered(1), 1);
  assert.deepEqual(await queue.next(60_000, AbortSignal.abort()), numbered(1));
  assert.equal(await queue.next(60_000, AbortSignal.abort()), undefined);
});

Deno.test("a reader waits for the time that it gave, then gets undefined", async () => {
  const { queue } = openQueue();
  const startMs = performance.now();
  assert.equal(await queue.next(30, never), undefined);
  assert.ok(performance.now() - startMs >= 25);
  queue.add(numbered(1), 1);
  assert.deepEqual(await queue.next(30, never), numbered(1));
});

Deno.test("a wait leaves no listener at the signal, which lives as long as the process", async () => {
  const { queue } = openQueue();
  const { signal } = new AbortController();
  const left = new Set<unknown>();
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    left.add(args[1]);
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    left.delete(args[1]);
    remove.apply(signal, args);
  };
  for (let n = 0; n < 3; n++) {
    const next = queue.next(60_000, signal);
    queue.add(numbered(n), 1);
    await next;
    await queue.next(1, signal);
  }
  assert.equal(left.size, 0);
});

Deno.test("the queue keeps no message that was taken, even if it is never empty", () => {
  const { queue } = openQueue();
  const relation = { id: 1, name: "public.logins", columns: [], keys: [], isFull: false };
  const large = (n: number): Message => ({
    kind: "insert",
    relation,
    row: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i}`, `${n} of ${i}`])),
  });
  queue.add(large(0), 1);
  const before = Deno.memoryUsage().heapUsed;
  for (let n = 1; n < 100_000; n++) {
    queue.add(large(n), 1);
    assert.ok(queue.take() !== undefined);
  }
  // All messages together need some 200 MB.
  assert.ok(Deno.memoryUsage().heapUsed - before < 100_000_000);
});
