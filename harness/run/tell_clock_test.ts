import assert from "node:assert/strict";
import type { RunClock } from "../clock/clock.ts";
import { tellClock } from "./tell_clock.ts";

/** The calls that a clock got, as texts, and the limit that it was given. */
function listener() {
  const calls: string[] = [];
  let untilMs = () => -1;
  const clock = {
    loadBegan(atMs: number, limit: () => number) {
      calls.push(`began at ${atMs}`);
      untilMs = limit;
    },
    loadEnded: () => void calls.push("ended"),
  } as unknown as RunClock;
  return { clock, calls, untilMs: () => untilMs() };
}

Deno.test("an operation without an outcome holds the clock, but not during a disturbance", async () => {
  const { clock, calls, untilMs } = listener();
  const [began, done] = [Promise.withResolvers<number>(), Promise.withResolvers<never>()];
  let isDisturbed = false;
  const loader = { began: began.promise, done: done.promise, answeredMs: () => 120 };
  tellClock(clock, loader, () => isDisturbed);
  began.resolve(7);
  await began.promise;
  assert.deepEqual(calls, ["began at 7"]);
  assert.equal(untilMs(), 120);
  isDisturbed = true;
  assert.equal(untilMs(), Infinity);
  isDisturbed = false;
  assert.equal(untilMs(), 120);
});

Deno.test("a load that fails tells the clock nothing", async () => {
  const { clock, calls } = listener();
  const failed = Promise.reject(new Error("no thread"));
  tellClock(clock, { began: failed, done: failed, answeredMs: () => 0 }, () => false);
  await failed.catch(() => {});
  assert.deepEqual(calls, []);
});
