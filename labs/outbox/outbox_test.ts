/** The outbox lab on real servers: sound variants keep their promises under each fault, twins break theirs. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";
import { outbox } from "./lab.ts";

const load = ["--messages", "600", "--seed", "7"];

Deno.test("outbox on local servers", async (t) => {
  await using here = await folder();
  const up = await here.asynclab("up", "outbox", "--runtime", "local");
  assert.equal(up.code, 0, up.stderr);

  for (const fault of outbox.variants.status.survives) {
    await t.step(`status keeps all it promises under ${fault}`, async () => {
      const { code, result, stderr } = await here.judged("outbox", "--chaos", fault, ...load);
      assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
      assert.equal(result.verdict, "kept");
      assert.equal(result.runtime, "local");
      assert.equal(result.faults[0].name, fault);
      assert(result.faults[0].effective && result.faults[0].touched! > 0);
      const { planned, dropped, acknowledged, failed, indeterminate } = result.counts;
      assert.equal(planned, 600);
      assert.equal(planned, dropped + acknowledged + failed + indeterminate);
      if (fault === "poison-message") assert.equal(result.anomalies.aside.count, 1);
      else assert.equal(result.counts.applied, result.counts.committed);
      if (fault === "duplicate-message") assert(result.anomalies.redelivered.count > 0);
    });
  }

  for (const [name, variant] of Object.entries(outbox.variants)) {
    await t.step(`${name} under what is telling`, async () => {
      const { code, result, stderr } = await here.judged(
        `outbox/${name}`,
        "--chaos",
        "telling",
        ...load,
      );
      assert(result.faults.every((fault) => fault.effective), JSON.stringify(result.faults));
      assert.equal(
        code,
        variant.breaks === undefined ? 0 : 1,
        JSON.stringify(result.promises) + stderr,
      );
      if (variant.breaks === undefined) return;
      const broken = result.promises.filter(({ verdict }) => verdict === "broken");
      assert(broken.some((promise) => promise.name === variant.breaks), JSON.stringify(broken));
    });
  }

  await t.step("a point that is never hit proves nothing", async () => {
    const { code, result } = await here.judged(
      "outbox",
      "--crash",
      "relay:after-mark@9999",
      ...load,
    );
    assert.equal(code, 2);
    assert.equal(result.faults[0].effective, false);
  });

  await t.step("a relay of somebody else's that sends nothing is not called sound", async () => {
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
  });
});
