import assert from "node:assert/strict";
import type { Commit } from "../../harness/history/event.ts";
import { KeptTimes } from "./kept_times.ts";

async function* commits(...times: readonly [op: number, at: number | null][]) {
  for (const [op, at] of times) yield { at, kind: "commit", op, key: "kim", seq: op } as Commit;
}

Deno.test("the first time of an event is kept, also when it is null", async () => {
  const times = new KeptTimes();
  assert.equal(await times.keep(commits([0, 1_010], [1, null])), 2);
  assert.equal(await times.keep(commits([0, 5_000], [1, 5_000], [2, 1_020.5])), 3);
  const later = times.in(commits([0, 7_000], [1, 7_000], [2, 7_000], [3, 8_000]), 1_000);
  const seen = (await Array.fromAsync(later)).map(({ op, at }) => [op, at]);
  assert.deepEqual(seen, [[0, 10], [1, null], [2, 20.5], [3, 8_000]]);
});
