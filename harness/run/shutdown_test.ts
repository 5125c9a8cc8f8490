import assert from "node:assert/strict";
import type { Progress } from "../contract/lab.ts";
import { shutDown, type ShutDownOptions } from "./shutdown.ts";

/** A login that sends its kept messages on SIGTERM, and a points role that handles one at each look. */
function environment({ keeps = 0, wasKilled = false, comesBack = 0, halts = "", left = 0 } = {}) {
  const story: string[] = [];
  let lag = 0;
  let applied = 10;
  let isDeaf = false;
  const progress = (): Promise<Progress> => {
    if (isDeaf) return Promise.reject(new Error("gone"));
    if (lag > 0 && !story.includes("points stopped")) {
      lag--;
      applied++;
    }
    return Promise.resolve({ committed: 10 + keeps, applied, backlog: left, lag, sent: applied });
  };
  const process = (id: string, stops: () => void) => ({
    id,
    hadToBeKilled: wasKilled,
    halted: halts === id ? "the slot is gone" : null,
    stop() {
      stops();
      story.push(`${id} stopped`);
      return Promise.resolve(0);
    },
  });
  const options: ShutDownOptions = {
    progress,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    processes: [process("login", () => lag += keeps), process("points", () => lag += comesBack)],
    settle: () => Promise.resolve(void story.push("settled")),
    ended: () => Promise.resolve(void story.push("ended")),
  };
  return { options, story, applied: () => applied, fallSilent: () => isDeaf = true };
}

async function endOf(options: ShutDownOptions) {
  const { complete, why } = await shutDown(options);
  return { complete, why };
}

const inOrder = ["settled", "login stopped", "points stopped", "ended"];

Deno.test("callers stop before the roles they call, and all stays quiet", async () => {
  const { options, story } = environment();
  assert.deepEqual(await endOf(options), { complete: true, why: "quiet" });
  assert.deepEqual(story, inOrder);
});

Deno.test("messages that a caller sends on SIGTERM arrive before its receiver stops", async () => {
  const { options, story, applied } = environment({ keeps: 7 });
  assert.deepEqual(await endOf(options), { complete: true, why: "quiet" });
  assert.deepEqual(story, inOrder);
  assert.equal(applied(), 17);
});

Deno.test("a run is incomplete where work waits after the last role has ended", async () => {
  const { options } = environment({ comesBack: 2 });
  const why = "after the roles ended: backlog 0, consumer lag 2";
  assert.deepEqual(await endOf(options), { complete: false, why });
});

Deno.test("a run is incomplete where a process had to be killed", async () => {
  const { options } = environment({ wasKilled: true });
  const why = "login did not end in time at SIGTERM and was killed";
  assert.deepEqual(await endOf(options), { complete: false, why });
});

Deno.test("a run is incomplete where the servers fall silent after the roles ended", async () => {
  const { options, fallSilent } = environment();
  const ended = () => Promise.resolve(void fallSilent());
  const why = "the servers do not answer after the roles ended: gone";
  assert.deepEqual(await endOf({ ...options, ended }), { complete: false, why });
});

async function haltedEnd(options: ShutDownOptions) {
  const { complete, why, atRest } = await shutDown(options);
  assert(!complete);
  return { why, atRest };
}

Deno.test("a run with a halt is not drained, even if all is quiet", async () => {
  const { options, story } = environment({ halts: "points" });
  const why = "points halted: the slot is gone";
  assert.deepEqual(await haltedEnd(options), { why, atRest: true });
  assert.deepEqual(story, inOrder);
});

Deno.test("a run does not wait until the deadline for the work of a halted role", async () => {
  const { options } = environment({ halts: "points", left: 3 });
  const startMs = performance.now();
  assert.deepEqual(await haltedEnd({ ...options, timeoutMs: 60_000 }), {
    why: "points halted: the slot is gone",
    atRest: true,
  });
  assert(performance.now() - startMs < 10_000);
});

Deno.test("a run with a halt is not at rest where the deadline comes first", async () => {
  const { options } = environment({ halts: "points", left: 3 });
  assert.deepEqual(await haltedEnd({ ...options, timeoutMs: 1_000 }), {
    why: "points halted: the slot is gone; deadline; backlog 3, consumer lag 0",
    atRest: undefined,
  });
});

Deno.test("a run with a halt is incomplete where a process had to be killed", async () => {
  const { options } = environment({ halts: "points", wasKilled: true });
  const killed = "login did not end in time at SIGTERM and was killed";
  assert.deepEqual(await haltedEnd(options), {
    why: `points halted: the slot is gone; ${killed}`,
    atRest: undefined,
  });
});
