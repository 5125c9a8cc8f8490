import assert from "node:assert/strict";
import { exitCode, Refusal } from "./errors.ts";
import { readable } from "./readable.ts";

const answers = () => Promise.resolve();
const silent = () => Promise.reject(new Error("no coordinator"));

async function* two(end?: Error) {
  yield* await Promise.resolve([1, 2]);
  if (end !== undefined) throw end;
}

Deno.test("what can be read is passed on as it is, and nobody is asked", async () => {
  assert.deepEqual(await Array.fromAsync(readable(two(), silent)), [1, 2]);
});

Deno.test("an error while the servers answer is our own fault", async () => {
  const ours = new Error("a column that is not there");
  await assert.rejects(Array.fromAsync(readable(two(ours), answers)), ours);
});

Deno.test("an error while the servers do not answer is one sentence, 69", async () => {
  const error = await Array.fromAsync(readable(two(new Error("gone")), silent)).catch((e) => e);
  assert(error instanceof Refusal);
  assert.equal(error.code, exitCode.unavailable);
  assert.match(error.message, /nothing is judged: no coordinator/);
});
