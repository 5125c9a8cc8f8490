import assert from "node:assert/strict";
import { exitCode, Refusal } from "../errors.ts";
import { withAuditErrors } from "./audit_errors.ts";

const answers = () => Promise.resolve();
const silent = () => Promise.reject(new Error("no coordinator"));
const signal = new AbortController().signal;

async function* two(end?: Error) {
  yield* await Promise.resolve([1, 2]);
  if (end !== undefined) throw end;
}

Deno.test("readable events are passed on unchanged, and the servers are not asked", async () => {
  assert.deepEqual(await Array.fromAsync(withAuditErrors(two(), { ask: silent, signal })), [1, 2]);
});

Deno.test("an error while the servers answer is thrown unchanged: it is a bug in asynclab", async () => {
  const ours = new Error("a column that is not there");
  const events = withAuditErrors(two(ours), { ask: answers, signal });
  await assert.rejects(Array.fromAsync(events), ours);
});

Deno.test("an error while the servers do not answer becomes one sentence with exit code 69", async () => {
  const events = withAuditErrors(two(new Error("gone")), { ask: silent, signal });
  const error = await Array.fromAsync(events).catch((e) => e);
  assert(error instanceof Refusal);
  assert.equal(error.code, exitCode.unavailable);
  assert.match(error.message, /nothing is judged: no coordinator/);
});

/** One event, then silence, as from a frozen server. */
async function* oneAndThenNothing() {
  yield await Promise.resolve(1);
  await new Promise(() => {});
}

Deno.test("reading ends with an error when the servers fall silent, even if `ask` never returns", async () => {
  const never = () => new Promise(() => {});
  const events = withAuditErrors(oneAndThenNothing(), { ask: never, signal, limitMs: 20 });
  const error = await Array.fromAsync(events).catch((e) => e);
  assert(error instanceof Refusal, String(error));
  assert.match(error.message, /nothing is judged: the servers did not answer within 0.02 s/);
});

Deno.test("an interrupt ends the reading of silent servers at once", async () => {
  const interrupt = new AbortController();
  const why = new Error("interrupted");
  const events = withAuditErrors(oneAndThenNothing(), { ask: answers, signal: interrupt.signal });
  assert.equal((await events.next()).value, 1);
  const next = events.next();
  interrupt.abort(why);
  await assert.rejects(next, why);
});
