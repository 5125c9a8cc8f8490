import assert from "node:assert/strict";
import { join } from "node:path";
import { openGiveUp } from "./give_up.ts";
import { passUnhandledError } from "../host/unhandled_errors.ts";

async function runFolder() {
  const runDir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  await Deno.mkdir(join(runDir, "history"));
  return {
    runDir,
    signal: new AbortController().signal,
    [Symbol.asyncDispose]: () => Deno.remove(runDir, { recursive: true }).catch(() => {}),
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));

Deno.test("an unhandled error ends a run in progress; after the run nothing handles it", async () => {
  await using folder = await runFolder();
  const error = new Error("out of a timer");
  {
    using giveUp = openGiveUp(folder);
    assert.equal(passUnhandledError(error), true);
    assert.equal(giveUp.signal.reason, error);
    passUnhandledError(new Error("a later one"));
    assert.equal(giveUp.signal.reason, error);
    assert.equal(giveUp.interrupt.aborted, false);
  }
  assert.equal(passUnhandledError(error), false);
});

Deno.test("a folder that is removed ends the run before its next write", async () => {
  await using folder = await runFolder();
  using giveUp = openGiveUp(folder);
  const ended = aborted(giveUp.signal);
  await Deno.remove(folder.runDir, { recursive: true });
  assert.match(String(await ended), /is gone/);
});

Deno.test("an interrupt is distinguished from an error", async () => {
  await using folder = await runFolder();
  const person = new AbortController();
  using giveUp = openGiveUp({ ...folder, signal: person.signal });
  person.abort(new Error("interrupted"));
  assert.throws(() => giveUp.interrupt.throwIfAborted(), /interrupted/);
  assert.throws(() => giveUp.signal.throwIfAborted(), /interrupted/);
});
