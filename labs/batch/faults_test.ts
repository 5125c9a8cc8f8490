/** Faults on files, on their upload and on the schedule, end to end on real servers. */
import { keepsUnder, warm } from "../../testing/lab_steps.ts";
import { batch } from "./lab.ts";

const faults = [
  "missing-file",
  "late-file",
  "duplicate-file",
  "truncate-file",
  "corrupt-file",
  "cut-upload",
  "slow-upload",
  "schedule-twice",
  "disk-full-files",
];

Deno.test("faults on files, uploads, schedules and the disk break no promise of push", async (t) => {
  await using here = await warm(batch);
  await keepsUnder(t, here, batch, "push", faults);
});
