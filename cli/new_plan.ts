/** Plans a run of a lab of the registry. */
import { type Lab, placeOf } from "../harness/contract/lab.ts";
import { makePlan, type PlanWords } from "../harness/plan/make_plan.ts";
import type { RunPlan } from "../harness/plan/plan.ts";
import { mustBeSound } from "../harness/plan/registry.ts";
import { labs } from "../labs/mod.ts";
import { newRunId } from "./folder.ts";

/**
 * @returns a plan with a new id
 * @throws Refusal (64) with one sentence about the first wrong word; Refusal (70) where the lab itself
 * names what does not exist
 */
export function newPlan(lab: Lab, variant: string, words: PlanWords): RunPlan {
  mustBeSound(labs.find(({ name }) => name === lab.name)!);
  return makePlan(newRunId(placeOf(lab), variant), lab, variant, words, labs);
}
