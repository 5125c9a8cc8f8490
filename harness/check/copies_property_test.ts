/** Promises about copies of a source: compares the fast judge with the naive one where much is missing. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Claim } from "../contract/lab.ts";
import { factsOf, verdicts } from "./testing/hand_written.ts";
import { judge } from "./judge.ts";
import { retentionLimit } from "./testing/naive_copies.ts";
import { naiveJudge } from "./testing/naive_judge.ts";
import { copiedEvents } from "./testing/random_copies.ts";

const claims: readonly Claim[] = [
  { name: "no-silent-gap", under: "any" },
  { name: "whole-transactions", under: "any" },
  { name: "replica-equal", under: "any" },
  { name: "bounded-retention", under: "any", limit: retentionLimit },
];
const haltsUnder = ["kill-relay"];

/** The answers that must occur: a promise, its verdict and the code of a reason. */
const everyAnswer = [
  "bounded-retention broken: retention-above-limit",
  "bounded-retention kept: retention-until-halt",
  "bounded-retention kept: retention-within-limit",
  "bounded-retention unknown: retention-not-sampled",
  "bounded-retention unknown: retention-sampled-once",
  "no-silent-gap broken: missing-without-halt",
  "no-silent-gap broken: passed-in-key",
  "no-silent-gap broken: passed-in-time",
  "no-silent-gap kept: halted-at-gap",
  "no-silent-gap kept: no-gap",
  "no-silent-gap unknown: gap-may-close",
  "no-silent-gap unknown: gap-place-unknown",
  "replica-equal broken: replica-differs",
  "replica-equal kept: replica-equal",
  "replica-equal unknown: replica-differs",
  "replica-equal unknown: replica-unknown",
  "whole-transactions broken: change-unmade",
  "whole-transactions broken: in-part",
  "whole-transactions broken: split",
  "whole-transactions kept: none-split",
  "whole-transactions unknown: changes-named-in-part",
  "whole-transactions unknown: changes-unknown",
  "whole-transactions unknown: in-part",
  "whole-transactions unknown: no-change-applied",
  "whole-transactions unknown: transaction-unknown",
];

Deno.test("the fast judge and the naive one agree on copies that lack something", async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(copiedEvents, async (events) => {
      const judgement = judge(await factsOf(events), { claims, minimumOperations: 1, haltsUnder });
      assert.deepEqual(verdicts(judgement), naiveJudge(events, 0, 1, haltsUnder).copies);
      for (const { name, verdict, reasons } of judgement.promises) {
        for (const { code } of reasons) answers.add(`${name} ${verdict}: ${code}`);
      }
    }),
    { numRuns: 1_000, seed: 1 },
  );
  assert.deepEqual(everyAnswer.filter((answer) => !answers.has(answer)), []);
});
