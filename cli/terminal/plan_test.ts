import assert from "node:assert/strict";
import { findLab } from "../find_lab.ts";
import { makePlan, type PlanWords } from "../../harness/plan/make_plan.ts";
import { describePlan } from "./plan.ts";

const chaosIn = (words: PlanWords): string[] => {
  const { lab, variant } = findLab("outbox");
  const lines = describePlan(makePlan("r", lab, variant, { seed: 7, ...words }), "local", false);
  return lines.filter((line) => line.startsWith("chaos: "));
};

Deno.test("a plan says when each fault begins: at a time, or at a pass", () => {
  assert.deepEqual(
    chaosIn({
      chaos: "kill-target at relay:after-read@op=17,partition-network:relay-broker",
      at: 700,
      for: 400,
      crash: ["relay:after-mark@3"],
    }),
    [
      "chaos: partition-network:relay-broker at 0.7 s of the load for 0.4 s",
      "chaos: kill-target at relay:after-read@op=17 for 0.4 s",
      "chaos: crash relay:after-mark@3",
    ],
  );
});
