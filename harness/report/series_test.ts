import assert from "node:assert/strict";
import type { Curves } from "../history/curves.ts";
import { fault, happy, judgementOf, meta } from "../check/testing/hand_written.ts";
import { aboutNothing, toResult } from "./result.ts";
import { bandsOf, chartsOf, marksOf, rowsOf, waitLimitOf } from "./series.ts";
import { en } from "./words/en/mod.ts";

const none = [null, null, null];
const empty: Curves = {
  bucketMs: 100,
  committed: [0, 0, 0],
  sent: [0, 0, 0],
  sentAgain: 0,
  applied: [0, 0, 0],
  redelivered: [0, 0, 0],
  setAside: [0, 0, 0],
  caller: { p50: none, p99: none },
  endToEnd: { p50: none, p99: none },
  samples: [],
  hazards: null,
  outside: [],
};

Deno.test("counts are added up from 0; a count that stays 0 has no line, and an empty chart is left out", () => {
  assert.deepEqual(chartsOf(empty), []);
  const [flow, waiting, ...others] = chartsOf({
    ...empty,
    committed: [1, 0, 2],
    applied: [0, 1, 1],
  });
  assert.deepEqual(others, []);
  assert.deepEqual(waiting.lines.map(({ label, values }) => [label, values]), [
    ["committed, not applied", [null, 1, 0, 1, null]],
  ]);
  assert.deepEqual(flow.atS, [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(flow.lines.map(({ label, values }) => [label, values]), [
    ["committed", [0, 1, 1, 3]],
    ["applied", [0, 0, 1, 2]],
  ]);
});

Deno.test("every chart covers the same time, and keeps only rows with a value", () => {
  const charts = chartsOf({
    ...empty,
    committed: [1, 1, 1],
    caller: { p50: [null, 2.00001, null], p99: [null, 0, null] },
    samples: [{
      role: "relay",
      rssBytes: [null, 3 * 2 ** 20, null],
      backlog: none,
      lag: [null, null, 5],
    }],
  });
  assert.deepEqual(charts.map(({ id }) => id), ["flow", "latency", "waiting", "memory"]);
  for (const { atS, lines } of charts) {
    assert.deepEqual([atS[0], atS.at(-1)], [0, 0.3]);
    for (const { values } of lines) assert.equal(values.length, atS.length);
  }
  const [, latency, waiting, memory] = charts;
  assert.deepEqual(latency.lines.map(({ values }) => values), [[null, 2, null], [null, 0.1, null]]);
  assert.deepEqual(waiting.lines.map(({ label }) => label), ["consumer lag"]);
  assert.deepEqual(memory.lines[0].values, [null, 3, null]);
  assert.deepEqual(rowsOf(memory), [{ atS: 0.15, values: [3] }]);
});

Deno.test("a table of a long chart is short, and ends with the last point", () => {
  const committed = Array.from({ length: 999 }, () => 1);
  const blank = committed.map(() => null);
  const latency = { p50: blank, p99: blank };
  const [flow] = chartsOf({ ...empty, committed, caller: latency, endToEnd: latency });
  const rows = rowsOf(flow);
  assert(rows.length <= 20);
  assert.deepEqual(rows.at(-1), { atS: 99.9, values: [999] });
});

Deno.test("a band has the fault's name, and the reason where the fault proves nothing", async () => {
  const judgement = await judgementOf([
    meta,
    ...happy(0),
    ...happy(1),
    ...fault("a", 5, 30),
    ...fault("b", 6, 40, { touched: 0 }, "pause-relay"),
    fault("c", 500, 600, {}, "hold")[0],
  ]);
  const result = toResult(judgement, aboutNothing);
  const bands = [
    { label: "kill-relay", fromS: 0.005, toS: 0.03, effective: true, isHollow: false },
    {
      ...{ label: "pause-relay: touched nothing", fromS: 0.006, toS: 0.04 },
      ...{ effective: false, isHollow: false },
    },
    { label: "hold relay: has no end", fromS: 0.5, toS: null, effective: false, isHollow: false },
  ];
  assert.deepEqual(bandsOf(result, null), bands, "hazards cannot be seen");
  const hollow = (hazards: Curves["hazards"]) =>
    bandsOf(result, hazards).map((one) => one.isHollow);
  assert.deepEqual(hollow([]), [true, true, true]);
  assert.deepEqual(hollow([{ atMs: 20, name: "in-hand" }]), [false, false, false]);
  assert.deepEqual(hollow([{ atMs: 900, name: "in-hand" }]), [true, true, false]);
});

Deno.test("the latency chart has the limit of bounded-wait, and hazards are marks", async () => {
  const judgement = await judgementOf([meta, ...happy(0), ...happy(1)]);
  const bare = toResult(judgement, aboutNothing);
  assert.equal(waitLimitOf(bare), null);
  const promise = { ...bare.promises[0], name: "bounded-wait" };
  const findings = [{ code: "wait-within-limit", limitMs: 2_000 }];
  const result = { ...bare, promises: [{ ...promise, findings }] };
  assert.equal(waitLimitOf(result), 2_000);
  const curves = { ...empty, caller: { p50: [1, 2, 3], p99: none } };
  const [latency] = chartsOf(curves, en, 2_000);
  assert.deepEqual(latency.limit, { value: 2_000, label: "limit of bounded-wait: 2 s" });
  assert.equal(chartsOf(curves)[0].limit, undefined);
  const hazards = [{ atMs: 1_234, name: "redelivery" }];
  assert.deepEqual(marksOf({ ...empty, hazards }), [{ label: "redelivery", atS: 1.234 }]);
});
