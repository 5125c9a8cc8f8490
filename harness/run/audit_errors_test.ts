import assert from "node:assert/strict";
import { exitCode, Refusal } from "../errors.ts";
import { readable } from "./audit_errors.ts";

const answers = () => Promise.resolve();
const silent = () => Promise.reject(new Error("no coordinator"));
const signal = new AbortController().signal;

async function* two(end?: Error) {
  yield* await Promise.resolve([1, 2]);
  if (end !== undefined) throw end;
}

Deno.test("what can be read is passed on as it is, and nobody is asked", async () => {
  assert.deepEqual(await Array.fromAsync(readable(two(), { ask: silent, signal })), [1, 2]);
});

Deno.test("an error while the servers answer is a bug of ours", async () => {
  const ours = new Error("a column that is not there");
  const events = readable(two(ours), { ask: answers, signal });
  await assert.rejects(Array.fromAsync(events), ours);
});

Deno.test("an error while the servers do not answer is one sentence, 69", async () => {
  const events = readable(two(new Error("gone")), { ask: silent, signal });
  const error = await Array.fromAsync(events).catch((e) => e);
  assert(error instanceof Refusal);
  assert.equal(error.code, exitCode.unavailable);
  assert.match(error.message, /nothing is judged: no coordinator/);
});

/** One event, and then silence: a server that was frozen. */
async function* oneAndThenNothing() {
  yield await Promise.resolve(1);
  await new Promise(() => {});
}

Deno.test("servers that fall silent while they are read are given up, and so is the question", async () => {
  const never = () => new Promise(() => {});
  const events = readable(oneAndThenNothing(), { ask: never, signal, limitMs: 20 });
  const error = await Array.fromAsync(events).catch((e) => e);
  assert(error instanceof Refusal, String(error));
  assert.match(error.message, /nothing is judged: the servers did not answer within 0.02 s/);
});

Deno.test("an interrupt ends the reading of silent servers at once", async () => {
  const interrupt = new AbortController();
  const why = new Error("interrupted");
  const events = readable(oneAndThenNothing(), { ask: answers, signal: interrupt.signal });
  assert.equal((await events.next()).value, 1);
  const next = events.next();
  interrupt.abort(why);
  await assert.rejects(next, why);
});
