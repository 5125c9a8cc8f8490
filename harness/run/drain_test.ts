/** When a run with a foreign program has drained, although the program's own records never say so. */
import assert from "node:assert/strict";
import { drain, type ForeignDrain } from "./drain.ts";
import type { Outstanding, Progress } from "../contract/lab.ts";
import { Movement } from "./movement.ts";
import { StandstillWatch } from "./standstill.ts";

const arrived: Progress = { committed: 10, sent: 10, applied: 10, backlog: 0, lag: 0 };
const nothingLeft: Outstanding = { waiting: 0, passed: 0, messages: 10, atRest: true, how: [] };

/** Gives these answers in order; repeats the last one for ever. */
function answers<T>(...all: readonly T[]): () => Promise<T> {
  let asked = 0;
  return () => Promise.resolve(all[Math.min(asked++, all.length - 1)]);
}

async function drained(
  progress: readonly Progress[],
  left: Outstanding | null,
  { allUp = (): boolean => true, timeoutMs = 3_000 } = {},
) {
  const foreign: ForeignDrain = {
    outstanding: left && answers(left),
    movement: new Movement(),
    allUp,
    limits: { doubtMs: 0, settledMs: 900, silenceMs: 1_500 },
  };
  const signal = new AbortController().signal;
  const end = await drain({ progress: answers(...progress), timeoutMs, signal, foreign });
  return { complete: end.complete, why: end.why };
}

Deno.test("a run is quiet where everything arrived and no record says that work waits", async () => {
  assert.deepEqual(await drained([arrived], null), { complete: true, why: "quiet" });
});

Deno.test("a run drains although its relay marks no row, so that the backlog never empties", async () => {
  const how = ["the relay marks no row"];
  assert.deepEqual(await drained([{ ...arrived, backlog: 10 }], { ...nothingLeft, how }), {
    complete: true,
    why: "quiet for 0.9 s; the relay marks no row",
  });
});

Deno.test("the drain waits until the deadline for work that can still get its turn", async () => {
  const progress = { ...arrived, applied: 8, backlog: 2 };
  assert.deepEqual(await drained([progress], { ...nothingLeft, waiting: 2 }), {
    complete: false,
    why: "deadline; backlog 2, consumer lag 0",
  });
});

Deno.test("after a silence, undone work counts as lost if later work was done", async () => {
  const end = await drained([{ ...arrived, applied: 8, lag: 2 }], { ...nothingLeft, passed: 2 });
  assert(end.complete);
  assert.match(end.why, /^nothing moved for 1.5 s with every role up: what is missing is lost/);
});

Deno.test("the drain waits for a silence if an effect is missing: its message may be in memory", async () => {
  const end = await drained([{ ...arrived, applied: 8 }], null);
  assert(end.complete);
  assert.match(end.why, /nothing moved for 1.5 s/);
  const moving = Array.from(
    { length: 20 },
    (_, applied) => ({ ...arrived, committed: 20, applied }),
  );
  const early = await drained(moving, null, { timeoutMs: 2_500 });
  assert(!early.complete);
});

Deno.test("the drain waits for a rebalance and for a role that is starting", async () => {
  const progress = [{ ...arrived, applied: 8, lag: 2 }];
  const dealing = await drained(progress, { ...nothingLeft, passed: 2, atRest: false });
  assert(!dealing.complete);
  const starting = await drained(progress, { ...nothingLeft, passed: 2 }, { allUp: () => false });
  assert(!starting.complete);
});

Deno.test("messages that carry operations count as movement, heartbeats do not", async () => {
  const beating = Array.from(
    { length: 20 },
    (_, beat) => ({ ...arrived, sent: 10 + beat, backlog: 3 }),
  );
  assert((await drained(beating, nothingLeft)).complete);
  let messages = 10;
  const foreign: ForeignDrain = {
    outstanding: () => Promise.resolve({ ...nothingLeft, messages: messages++ }),
    movement: new Movement(),
    allUp: () => true,
    limits: { doubtMs: 0, settledMs: 900, silenceMs: 1_500 },
  };
  const signal = new AbortController().signal;
  const progress = () => Promise.resolve({ ...arrived, backlog: 3 });
  assert(!(await drain({ progress, timeoutMs: 2_500, signal, foreign })).complete);
});

/** A drain with our own programs only. Also resolves with the number of its looks. */
async function ours(...progress: readonly Progress[]) {
  const signal = new AbortController().signal;
  let looks = 0;
  const next = answers(...progress);
  const look = () => (looks++, next());
  const { complete, why } = await drain({ progress: look, timeoutMs: 3_000, signal });
  return { complete, why, looks };
}

Deno.test("two looks are enough where every commit has its effect and nothing waits", async () => {
  assert.deepEqual(await ours(arrived), { complete: true, why: "quiet", looks: 2 });
});

Deno.test("a new effect between two looks makes the drain look again", async () => {
  const again = { ...arrived, applied: 11 };
  assert.deepEqual(await ours(arrived, again), { complete: true, why: "quiet", looks: 3 });
});

Deno.test("the drain takes more than two looks if an effect is missing", async () => {
  const { complete, looks } = await ours({ ...arrived, applied: 9 });
  assert(complete && looks > 5);
  const late = Array.from({ length: 6 }, () => ({ ...arrived, applied: 9 }));
  assert.deepEqual(await ours(...late, arrived), { complete: true, why: "quiet", looks: 8 });
});

Deno.test("the drain waits for open work until the deadline; an unanswered look restarts the count", async () => {
  assert(!(await ours({ ...arrived, lag: 1 })).complete);
  const signal = new AbortController().signal;
  let looks = 0;
  const progress = () =>
    ++looks === 2 ? Promise.reject(new Error("gone")) : Promise.resolve(arrived);
  assert((await drain({ progress, timeoutMs: 3_000, signal })).complete);
  assert.equal(looks, 4);
});

/** A drain with a limit of 500 ms on a standstill, and a deadline after 2 s. */
async function watched(
  progress: readonly Progress[],
  left: Outstanding | null = null,
  { areReady = (): boolean => true } = {},
) {
  const standstill = new StandstillWatch(500, areReady);
  const startMs = performance.now();
  const { why } = await drain({
    progress: answers(...progress),
    timeoutMs: 2_000,
    signal: new AbortController().signal,
    standstill,
    ...(left !== null && {
      foreign: {
        outstanding: answers(left),
        movement: new Movement(),
        allUp: () => true,
        limits: { doubtMs: 0, settledMs: 10_000, silenceMs: 10_000 },
      },
    }),
  });
  return { why, isEarly: performance.now() - startMs < 1_800, isTooLong: standstill.isTooLong };
}

const stuck = { ...arrived, applied: 8, backlog: 2 };
const early = {
  why: "all stands still; backlog 2, consumer lag 0",
  isEarly: true,
  isTooLong: true,
};
const late = { why: "deadline; backlog 2, consumer lag 0", isEarly: false, isTooLong: false };

Deno.test("the drain does not wait for work that stands still beyond the limit", async () => {
  assert.deepEqual(await watched([stuck]), early);
  assert.deepEqual(await watched([stuck], null, { areReady: () => false }), late);
  assert.deepEqual(await watched([{ ...stuck, due: 0 }]), late);
});

Deno.test("a foreign program stands still only if the data shows work that waits for its turn", async () => {
  assert.deepEqual(await watched([stuck], { ...nothingLeft, waiting: 2 }), early);
  assert.deepEqual(await watched([stuck], { ...nothingLeft, passed: 2 }), late);
  assert.deepEqual(await watched([stuck], nothingLeft), late);
  assert.deepEqual(await watched([stuck], { ...nothingLeft, waiting: 2, atRest: false }), late);
});

Deno.test("work that waits for a later time is neither quiet nor at a standstill", async () => {
  const waits: Progress = { ...arrived, applied: 9, backlog: 1 };
  const standstill = new StandstillWatch(100, () => true);
  const startMs = performance.now();
  let isEarly = true;
  setTimeout(() => isEarly = false, 600);
  const end = await drain({
    progress: answers(waits),
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    halts: () => ["relay halted: it must not go on"],
    isEarly: () => isEarly,
    standstill,
  });
  assert.equal(end.why, "all stands still; backlog 1, consumer lag 0");
  assert(standstill.longest!.fromMs - startMs >= 500);
  assert(!isEarly);
});

Deno.test("a run whose work has all arrived waits for the time after which it may rest", async () => {
  let looks = 0;
  const end = await drain({
    progress: answers(arrived),
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    isEarly: () => looks++ < 5,
  });
  assert.deepEqual([end.why, looks], ["quiet", 7]);
});
