/** Shared by make_plan_test.ts and worst_case_plan_test.ts. */
import { Command } from "commander";
import { exitCode, Refusal } from "../harness/errors.ts";
import { labs } from "../labs/mod.ts";
import { foldAt } from "./fold_at.ts";
import { findLab } from "./find_lab.ts";
import { makePlan, type PlanWords } from "../harness/plan/make_plan.ts";
import { addRunOptions } from "./run_options.ts";

export const refused = (text: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.code === exitCode.usage && text.test(error.message);

export const plan = (word: string, words: PlanWords = {}) => {
  const { lab, variant } = findLab(word);
  return makePlan("run", lab, variant, { seed: 7, ...words }, labs);
};

export const typed = (...words: string[]): PlanWords =>
  addRunOptions(new Command().exitOverride()).parse(foldAt(words), { from: "user" }).opts();
