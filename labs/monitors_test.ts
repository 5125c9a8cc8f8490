/** Whether an operator's monitors count the operation of a twin's mistake, on real servers. */
import assert from "node:assert/strict";
import type { Lab } from "../harness/contract/lab.ts";
import { answerOn } from "../harness/check/monitors.ts";
import { runLab } from "../testing/run_lab.ts";
import { batch } from "./batch/lab.ts";
import { messaging } from "./messaging/lab.ts";
import { sync } from "./sync/lab.ts";

const cases: [lab: Lab, twin: string, anomaly: string, sight: string, by: string | null][] = [
  [sync, "swallow", "lost", "detected", "failed-requests"],
  [messaging, "before-commit", "phantom", "silent", null],
  [batch, "skip-if-exists", "lost", "would-alarm", "oldest-row"],
];

for (const [lab, twin, anomaly, sight, by] of cases) {
  Deno.test(`${lab.name}/${twin}: the first ${anomaly} operation is ${sight}`, async () => {
    const { result } = await runLab(lab, twin, { chaos: "worst-case" });
    const answer = result.monitors!.answers.find((one) => one.anomaly === anomaly);
    assert.deepEqual([answer?.sight, answer?.by], [sight, by], JSON.stringify(result.monitors));
  });
}

Deno.test("a caller's owed grants are watched by age, and its calls by failures and age", async () => {
  const { result, facts } = await runLab(sync, "record-failure", {
    chaos: "points-error",
    brief: true,
  });
  assert.notEqual(result.verdict, "broken");
  const { watched } = result.monitors!;
  assert.deepEqual(watched.map(({ name, of }) => [name, of]), [
    ["dead-letters", null],
    ["failed-requests", "points"],
    ["oldest-request", "points"],
    ["oldest-row", null],
  ]);
  const { samples } = facts.monitors.find(({ name }) => name === "failed-requests")!;
  const { ops: [op] } = samples.find(({ ops }) => ops.length > 0)!;
  assert.equal(answerOn(facts, op, []).by, "failed-requests");
});
