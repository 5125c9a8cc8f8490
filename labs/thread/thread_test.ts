/** The thread lab on real servers: what is told beside the verdict. */
import assert from "node:assert/strict";
import { keepsUnder, load, warm } from "../../testing/lab_steps.ts";
import { thread } from "./lab.ts";

Deno.test("thread on local servers", async (t) => {
  await using here = await warm(thread);

  await keepsUnder(t, here, thread, "failure-log-first", ["kill-login"], (_, told) => {
    const { anomalies, counts } = told;
    assert.equal(counts.committed, counts.applied + anomalies.aside.count);
  });

  await t.step("pool: stopped in order while its queue is full, it forgets nothing", async () => {
    const chaos = ["--chaos", "points-slow,stop-login", "--at", "1s", "--for", "2s"];
    const { code, result, stderr } = await here.judged("thread/pool", ...chaos, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    assert(result.promises.some(({ name }) => name === "no-loss"));
    assert.equal(result.counts.committed, result.counts.applied);
  });

  await t.step("pool: what a crash loses is observed, and no promise broken by it", async () => {
    const words = ["thread/pool", "--crash", "login:before-call@50", ...load];
    const { code, result } = await here.judged(...words);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
    assert(!result.promises.some(({ name }) => name === "no-loss"));
  });
});
