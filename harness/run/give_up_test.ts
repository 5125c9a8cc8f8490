import assert from "node:assert/strict";
import { join } from "node:path";
import { openGiveUp } from "./give_up.ts";
import { giveStray } from "../host/strays.ts";

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

Deno.test("a stray error ends the run in progress, and no other", async () => {
  await using folder = await runFolder();
  const error = new Error("out of a timer");
  {
    using giveUp = openGiveUp(folder);
    assert.equal(giveStray(error), true);
    assert.equal(giveUp.signal.reason, error);
    giveStray(new Error("a later one"));
    assert.equal(giveUp.signal.reason, error);
    assert.equal(giveUp.interrupt.aborted, false);
  }
  assert.equal(giveStray(error), false);
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
