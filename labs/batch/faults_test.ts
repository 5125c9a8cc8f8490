/** Faults on files, on their upload and on the schedule, end to end on real servers. */
import assert from "node:assert/strict";
import { keepsUnder, warm } from "../../testing/lab_steps.ts";
import { batch } from "./lab.ts";

/** One fault on a file in each run: a second one would wait for a file that no day has any more. */
const runs = [
  "missing-file,cut-upload",
  "late-file",
  "duplicate-file,slow-upload",
  "truncate-file,disk-full-files",
  "corrupt-file,schedule-twice",
];

Deno.test("faults on files, uploads, schedules and the disk break no promise", async (t) => {
  await using here = await warm(batch);
  await keepsUnder(t, here, batch, "push", runs);
  // A row that cannot be loaded must not stop those behind it.
  await keepsUnder(t, here, batch, "read-only", ["poison-message"], (_, { anomalies }) => {
    assert.equal(anomalies.aside.count, 1);
  });
  // Nobody calls the API until the schedule fires: the fault waits for that.
  await keepsUnder(t, here, batch, "api", ["receiver-slow"]);
});
