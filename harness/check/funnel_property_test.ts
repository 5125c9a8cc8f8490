/** The funnel adds up on every history, and it agrees with the counts and the anomalies. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { readHistory } from "../history/read.ts";
import type { Bin } from "./funnel.ts";
import { judge, type Judgement } from "./judge.ts";
import { opsIn } from "./op_ranges.ts";
import { randomEvents } from "./testing/random_history.ts";
import { choices, spelled } from "./testing/spelling.ts";

const byNumber = (a: number, b: number) => a - b;

function mustAddUp({ funnel, counts, anomalies, lostAt }: Judgement): void {
  let came = funnel.operations;
  for (const hop of funnel.hops) {
    assert.equal(hop.came, came, hop.name);
    assert.equal(hop.came, hop.bins.reduce((sum, { count }) => sum + count, hop.wentOn), hop.name);
    came = hop.wentOn;
  }
  assert.equal(came, 0, "no operation goes on behind the last hop");
  const bins = funnel.hops.flatMap(({ bins }) => bins);
  const ops = bins.flatMap((bin) => opsIn(bin.ops));
  assert.equal(new Set(ops).size, ops.length, "an operation is in one bin only");
  for (const bin of bins) assert.equal(opsIn(bin.ops).length, bin.count);

  const those = (isSo: (bin: Bin) => boolean) => {
    const found = bins.filter(isSo);
    return {
      count: found.reduce((sum, { count }) => sum + count, 0),
      ops: found.flatMap((bin) => opsIn(bin.ops)).sort(byNumber),
    };
  };
  assert.equal(those(({ marks }) => !marks.includes("unplanned")).count, counts.planned);
  const lists = {
    lost: those(({ fate }) => fate === "lost"),
    pending: those(({ fate }) => fate === "waiting"),
    phantom: those(({ fate, marks }) => fate === "phantom" || marks.includes("false-effect")),
    aside: those(({ marks }) => marks.includes("set-aside")),
  };
  for (const [name, { count, ops }] of Object.entries(lists)) {
    const anomaly = anomalies[name as keyof typeof lists];
    assert.deepEqual({ count, ops }, { count: anomaly.count, ops: anomaly.ops }, name);
  }
  const { ops: again } = those(({ marks }) => marks.includes("again"));
  const further = bins.reduce((sum, { furtherEffects }) => sum + furtherEffects, 0);
  const { duplicate } = anomalies;
  assert.deepEqual([further, again], [duplicate.count, duplicate.ops]);
  const lost = funnel.hops.map(({ name, bins }) =>
    [
      name,
      bins.filter(({ fate }) => fate === "lost").reduce((sum, { count }) => sum + count, 0),
    ] as const
  );
  assert.deepEqual(new Map(lost.filter(([, count]) => count > 0)), new Map(lostAt));
}

Deno.test("the bins of each hop partition the operations of every random history", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "0.jsonl");
  try {
    await fc.assert(
      fc.asyncProperty(randomEvents, fc.integer(), async (events, seed) => {
        const choose = choices(seed);
        await Deno.writeTextFile(path, events.map((event) => spelled(event, choose)).join("\n"));
        mustAddUp(judge(await readHistory(path), { claims: [], minimumOperations: 1 }));
      }),
      { numRuns: 10_000 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a list of operations is read back, and ends at 1,000", () => {
  assert.deepEqual(opsIn("1-3,7,1099511627776"), [1, 2, 3, 7, 2 ** 40]);
  assert.deepEqual(opsIn(""), []);
  assert.equal(opsIn("0-999999").length, 1_000);
});
