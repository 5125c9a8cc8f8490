/** The thread lab on real servers: verdicts, and the counts beside them. */
import assert from "node:assert/strict";
import { keepsUnder, load, warm } from "../../testing/lab_steps.ts";
import { thread } from "./lab.ts";

Deno.test("thread keeps its promises on local servers", async (t) => {
  await using here = await warm(thread);

  await keepsUnder(t, here, thread, "failure-log-first", ["kill-login"], (_, result) => {
    const { anomalies, counts } = result;
    assert.equal(counts.committed, counts.applied + anomalies.aside.count);
  });

  await t.step("`pool` loses nothing at a graceful stop with a full queue", async () => {
    const chaos = ["--chaos", "points-slow,stop-login", "--at", "1s", "--for", "2s"];
    const { code, result, stderr } = await here.judged("thread/pool", ...chaos, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    assert(result.promises.some(({ name }) => name === "no-loss"));
    assert.equal(result.counts.committed, result.counts.applied);
  });

  await t.step("`pool` loses queued calls in a crash, and still breaks no promise", async () => {
    const words = ["thread/pool", "--crash", "login:before-call@50", ...load];
    const { code, result } = await here.judged(...words);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
    assert(!result.promises.some(({ name }) => name === "no-loss"));
  });
});
