/** Promises on a feed of files: the fast judge and the naive one, where much is late or missing. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Claim } from "../contract/lab.ts";
import { judge } from "./judge.ts";
import { factsOf, verdicts } from "./testing/hand_written.ts";
import { naiveJudge } from "./testing/naive_judge.ts";
import { feedEvents } from "./testing/random_feed.ts";

const claims: readonly Claim[] = [
  { name: "on-time", under: "any" },
  { name: "totals-agree", under: "any" },
  { name: "nothing-unread-removed", under: "any" },
];
const haltsUnder = ["kill-relay"];

/** Promise and verdict, and the code of each reason. */
const everyAnswer = [
  "on-time broken: days-late",
  "on-time kept: days-on-time",
  "on-time unknown: day-times-unknown",
  "on-time unknown: days-late-after-halt",
  "on-time unknown: days-late-after-the-end",
  "on-time unknown: every-day-left-out",
  "on-time unknown: no-deadline-passed",
  "totals-agree broken: totals-differ",
  "totals-agree kept: totals-agree",
  "totals-agree unknown: totals-differ",
  "totals-agree unknown: totals-unknown",
  "nothing-unread-removed broken: files-gone",
  "nothing-unread-removed kept: no-file-gone",
  "nothing-unread-removed unknown: files-gone",
  "nothing-unread-removed unknown: no-file-sent",
];

Deno.test("the fast judge and the naive one agree on feeds with late and missing files", async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(feedEvents, async (events) => {
      const judgement = judge(await factsOf(events), { claims, minimumOperations: 1, haltsUnder });
      assert.deepEqual(verdicts(judgement), naiveJudge(events, 0, 1, haltsUnder).feed);
      for (const { name, verdict, reasons } of judgement.promises) {
        for (const { code } of reasons) answers.add(`${name} ${verdict}: ${code}`);
      }
    }),
    { numRuns: 1_000, seed: 1 },
  );
  assert.deepEqual(everyAnswer.filter((answer) => !answers.has(answer)), []);
});
