import assert from "node:assert/strict";
import {
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  judgementOf,
  meta,
  ok,
} from "../check/testing/hand_written.ts";
import { aboutNothing, notPowerLoss, resultJsonSchema, resultSchema, toResult } from "./result.ts";
import { wordsOf } from "./words/mod.ts";

const lost: Event[] = [meta, ...happy(0), invoke(1), commit(1), ok(1), drained];

Deno.test("the result has the fields of its schema, in that order", async () => {
  const about = { ...aboutNothing, run: "r1", lab: "outbox", seed: 7, phasesMs: { drive: 12.5 } };
  const result = toResult(await judgementOf([...lost, ...fault("f", 5, 30)]), about);
  assert.deepEqual(resultSchema.parse(result), result);
  const { required, properties } = resultJsonSchema() as {
    required: string[];
    properties: Record<string, unknown>;
  };
  assert.deepEqual(Object.keys(result), required);
  assert.deepEqual(Object.keys(result), Object.keys(properties));
  assert.equal(
    Object.keys(result).join(" "),
    "schema run lab broker variant seed runtime versions verdict " +
      "promises counts targets anomalies faults halts drained notApplicable notJudged latencyMs recoveryMs outageMs " +
      "phasesMs " +
      "breaks mixed unbelieved unread notes doubts traffic torn quietBecause callers businessDays funnel monitors",
  );
  assert.deepEqual(result.phasesMs, {
    provision: null,
    prepare: null,
    start: null,
    drive: 12.5,
    drain: null,
    audit: null,
    judge: null,
    clean: null,
  });
  for (const { why } of result.promises) assert.ok(why.endsWith(notPowerLoss));
});

Deno.test("the result has every finding as data, beside its words", async () => {
  const events = [...lost.slice(0, -1), ...fault("f", 5, 30, { touched: 0 })];
  const { promises, doubts, faults } = resultSchema.parse(
    toResult(await judgementOf(events), aboutNothing),
  );
  const idle = { code: "touched-nothing", afterLoadMs: null };
  assert.deepEqual(doubts.map(({ finding }) => finding), [
    { code: "drained-unknown" },
    { code: "fault-proves-nothing", fault: "kill-relay", target: "relay", why: idle },
  ]);
  assert.deepEqual([faults[0].finding, faults[0].why], [idle, "touched nothing"]);
  const [noLoss] = promises;
  assert.deepEqual(noLoss.findings.map(({ code }) => code), [
    "drained-unknown",
    "fault-proves-nothing",
    "pending",
  ]);
  assert.equal(
    noLoss.why,
    [...doubts.map(({ why }) => why), "1 operation pending", notPowerLoss].join("; "),
  );
  const { promises: [broken] } = toResult(await judgementOf(lost), aboutNothing);
  const lastSeen = [{ name: "source", count: 1 }];
  assert.deepEqual(broken.findings, [{ code: "lost", count: 1, ops: [1], lastSeen }]);
  const [{ reasons }] = (await judgementOf(lost)).promises;
  assert.equal(broken.why, `${wordsOf(reasons)}; ${notPowerLoss}`);
});
