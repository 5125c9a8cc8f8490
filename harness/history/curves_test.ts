import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { type Curves, readCurves } from "./curves.ts";
import { readHistory } from "./read.ts";

type Event = Record<string, unknown>;

/** Writes each list of events into a file of its own, and a text unchanged. Returns the curves. */
async function curvesOf(...files: (Event | string)[][]): Promise<Curves> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [i, events] of files.entries()) {
      const lines = events.map((event) =>
        (typeof event === "string" ? event : JSON.stringify(event)) + "\n"
      );
      await Deno.writeTextFile(join(folder, `${i}.jsonl`), lines.join(""));
    }
    return await readCurves(await readHistory(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const commit = (op: number, at: number | null) => ({ at, kind: "commit", op, key: "k", seq: op });
const send = (op: number, at: number, attempt = 1) => (
  { at, kind: "send", op, role: "relay", attempt }
);
const effect = (op: number, at: number | null, n = op, target = "points") => (
  { at, kind: "effect", op, key: "k", seq: op, n, target, value: "v" }
);

Deno.test("events are counted in buckets of 100 ms, whatever their order and spelling", async () => {
  const curves = await curvesOf(
    [commit(1, 250), commit(0, 99.9), commit(2, null), effect(0, 300), effect(0, 399.999, 2)],
    [`{"kind":"commit","op":3,"key":"\\u0041","seq":1,"at":100}`, "not JSON", "[]"],
  );
  assert.equal(curves.bucketMs, 100);
  assert.deepEqual(curves.committed, [1, 1, 1, 0]);
  assert.deepEqual(curves.applied, [0, 0, 0, 2]);
});

Deno.test("an operation counts as sent once, at the earliest of its sends over all files", async () => {
  const curves = await curvesOf([send(7, 250), send(7, 380, 2)], [send(7, 120), send(8, 20)]);
  assert.deepEqual(curves.sent, [1, 1, 0, 0].slice(0, curves.sent.length));
  assert.equal(curves.sentAgain, 2);
});

Deno.test("a percentile of latency is by the nearest rank, in the bucket in which the operations began", async () => {
  const operations = Array.from({ length: 100 }, (_, op) => [
    { at: 5, kind: "invoke", op, key: "k", value: "v", planned: 0 },
    { at: op + 1, kind: "ok", op },
    commit(op, 110),
    effect(op, 210 + op),
  ]).flat();
  const { caller, endToEnd } = await curvesOf(operations);
  assert.deepEqual([caller.p50, caller.p99], [[50, null, null, null], [99, null, null, null]]);
  assert.deepEqual(endToEnd.p50, [null, 149, null, null]);
});

Deno.test("end-to-end latency ends at the last target that must be reached", async () => {
  const meta = { at: 0, kind: "meta", schema: 1, truth: "commit", targets: ["a", "b"], epochMs: 1 };
  const both = [commit(0, 10), effect(0, 30, 1, "a"), effect(0, 50, 1, "b")];
  const one = [commit(1, 10), effect(1, 20, 2, "a")];
  const { endToEnd } = await curvesOf([meta, ...both, ...one]);
  assert.deepEqual(endToEnd.p50, [40]);
});

Deno.test("a bucket keeps its last sample, and an ended process has no sample of memory", async () => {
  const sample = (at: number, fields: Event) => ({ at, kind: "sample", role: "relay", ...fields });
  const { samples } = await curvesOf([
    sample(10, { rssBytes: 5 }),
    sample(90, { rssBytes: 7, backlog: 0, lag: 3 }),
    sample(150, { rssBytes: 0 }),
  ]);
  assert.deepEqual(samples, [
    { role: "relay", rssBytes: [7, null], backlog: [0, null], lag: [3, null] },
  ]);
});

Deno.test("whatever the times of events are, no event is lost and charts stay small", async () => {
  const times = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.double({ min: 0, max: 1e6 })), {
    minLength: 1,
    maxLength: 50,
  });
  await fc.assert(
    fc.asyncProperty(times, async (ats) => {
      // A line with a larger number cannot be read.
      const finite = ats.filter((at) => Math.abs(at) <= 1e300);
      const text = (at: number) => String(at).replace("Infinity", "1e999");
      const lines = ats.map((at, op) =>
        `{"at":${text(at)},"kind":"commit","op":${op},"key":"k","seq":1}`
      );
      const samples = ats.map((at) => `{"at":${text(at)},"kind":"sample","role":"r","lag":1}`);
      const curves = await curvesOf([...lines, ...samples]);
      assert.equal(curves.committed.reduce((a, b) => a + b, 0), finite.length);
      assert(curves.committed.length <= 1_200);
      const samplesSeen = curves.samples.flatMap(({ lag }) => lag.filter((n) => n !== null));
      assert.equal(samplesSeen.length > 0, finite.length > 0);
    }),
    { numRuns: 60 },
  );
});

Deno.test("deliveries after the first are counted by operation and role; an operation counts as set aside once", async () => {
  const deliver = (op: number, at: number, role: string) => ({ at, kind: "deliver", op, role });
  const aside = (op: number, at: number | null) => (
    { at, kind: "aside", op, where: "dead-letter queue", reason: "unknown campaign" }
  );
  const curves = await curvesOf(
    [deliver(1, 10, "points"), deliver(1, 120, "points#2"), deliver(1, 130, "coupon")],
    [deliver(2, 20, "points"), deliver(1, 230, "coupon")],
    [aside(3, 150), aside(3, 180), aside(4, null), aside(5, 250)],
  );
  assert.deepEqual(curves.redelivered, [0, 1, 1]);
  assert.deepEqual(curves.setAside, [0, 1, 1]);
});

Deno.test("with several targets an operation is applied when it has reached the last of them", async () => {
  const meta = { at: 0, kind: "meta", schema: 1, truth: "commit", targets: ["points", "coupon"] };
  const both = [effect(0, 110), effect(0, 240, 1, "coupon")];
  const curves = await curvesOf([meta, commit(0, 50), ...both, commit(1, 60), effect(1, 120, 2)]);
  assert.deepEqual(curves.applied, [0, 0, 1]);
});
