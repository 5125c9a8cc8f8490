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
];

Deno.test("faults on files, uploads and schedules break no promise of push", async (t) => {
  await using here = await warm(batch);
  await keepsUnder(t, here, batch, "push", faults);
});
