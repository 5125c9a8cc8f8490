import assert from "node:assert/strict";
import { Evidence } from "./evidence.ts";
import { callerLatency, endToEndLatency, type Percentiles } from "./latency.ts";
import { drained, factsOf, happy, invoke, meta, ok } from "./testing/hand_written.ts";

/** The first two operations are slow, as first calls are. */
const cold = (op: number) =>
  happy(op).map((event) =>
    event.kind === "ok" || event.kind === "effect" ? { ...event, at: event.at + 200 } : event
  );
const events = [meta, ...cold(0), ...cold(1), ...happy(2), ...happy(3), drained];
const facts = await factsOf(events);

Deno.test("latencies cover every operation, or those that began at a given time or later", () => {
  const ends = ({ count, p50, max }: Percentiles) => ({ count, p50, max });
  const evidence = new Evidence(facts);
  const of = (sinceMs?: number) => [
    ends(callerLatency(evidence, sinceMs)!.all),
    ends(endToEndLatency(evidence, sinceMs)!.all),
  ];
  assert.deepEqual(of(), [{ count: 4, p50: 3, max: 203 }, { count: 4, p50: 48, max: 248 }]);
  assert.deepEqual(of(20), [{ count: 2, p50: 3, max: 3 }, { count: 2, p50: 48, max: 48 }]);
});

Deno.test("latency is null if no operation began at the given time or later", async () => {
  assert.equal(callerLatency(new Evidence(facts), 31), null);
  const unapplied = new Evidence(await factsOf([meta, invoke(0), ok(0), drained]));
  assert.equal(endToEndLatency(unapplied), null);
});
