/** The outbox lab on real servers: verdicts, and the counts beside them. */
import assert from "node:assert/strict";
import { keepsUnder, load, warm } from "../../testing/lab_steps.ts";
import { outbox } from "./lab.ts";

Deno.test("outbox keeps its promises on local servers", async (t) => {
  await using here = await warm(outbox);

  const faults = ["duplicate-message,poison-message"];
  await keepsUnder(t, here, outbox, "status", faults, (_, { anomalies }) => {
    assert.equal(anomalies.aside.count, 1);
    assert(anomalies.redelivered.count > 0);
  });

  await t.step("a fault at a failpoint strikes the process that passes it", async () => {
    const words = ["--chaos", "kill-relay", "at", "relay:after-send-before-mark@3"];
    const { code, result, stderr } = await here.judged(...words, "outbox", ...load);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    const [fault] = result.faults;
    assert.deepEqual([fault.name, fault.effective, fault.touched], ["kill-relay", true, 1]);
    // The sent rows were not marked: they were sent again, and nobody was granted twice.
    assert(result.anomalies.redelivered.count > 0);
  });

  await t.step("a fault at op=50 begins when that operation passes the failpoint", async () => {
    const words = ["--chaos", "kill-target at relay:after-read@op=50,delay-network"];
    const { code, result, stderr } = await here.judged("outbox", ...words, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    assert.deepEqual(result.faults.map(({ effective }) => effective), [true, true]);
  });

  await t.step("a failpoint that is never passed proves nothing", async () => {
    const never = ["--crash", "relay:after-mark@9999"];
    const chaos = ["--chaos", "kill-relay at relay:before-read@8888"];
    const { code, result } = await here.judged("outbox", ...never, ...chaos, ...load);
    assert.equal(code, 2);
    const seen = result.faults.map(({ effective, touched }) => [effective, touched]);
    assert.deepEqual(seen, [[false, 0], [false, 0]]);
    const { why } = result.promises.find(({ name }) => name === "no-loss")!;
    assert.match(why, /relay:after-mark was passed \d+ times, not 9999 times/);
    assert.match(why, /relay:before-read was passed \d+ times, not 8888 times/);
  });

  await t.step("a foreign relay that sends nothing is not called sound", async () => {
    const { code, result } = await here.judged(
      "outbox",
      "--role",
      "relay=sh -c 'echo ready; exec sleep 1000'",
      "--drain-timeout",
      "3s",
      ...load,
    );
    assert.equal(code, 2);
    assert.equal(result.anomalies.pending.count, result.counts.committed);
    const { why } = result.promises.find(({ name }) => name === "progresses")!;
    assert.match(why, /and the limit is 15 s: --drain-timeout must be longer;/);
  });
});
