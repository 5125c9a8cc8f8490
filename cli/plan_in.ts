/** The plan of an earlier run, and the lab that it ran. */
import { editionsOf, type Lab } from "../harness/contract/lab.ts";
import { badData } from "../harness/errors.ts";
import { readPlan, type WrittenPlan } from "../harness/plan/read_plan.ts";
import { labs } from "../labs/mod.ts";

/** @throws Refusal (65) where the plan cannot be read, or is of a variant that this version does not have */
export async function planIn(runDir: string): Promise<{ plan: WrittenPlan; lab: Lab }> {
  const plan = await readPlan(runDir);
  if (plan === null) {
    throw badData(
      `Cannot read '${runDir}/run.json' as the plan of a run: it is missing, torn or of another ` +
        `schema; 'asynclab report ${runDir}' shows the result alone`,
    );
  }
  const lab = labs.flatMap(editionsOf).find(({ name, broker, variants }) =>
    name === plan.lab && broker === plan.broker && plan.variant in variants
  );
  if (lab === undefined) {
    throw badData(
      `The run in '${runDir}' is of '${plan.lab}/${plan.variant}', which this asynclab does not have; ` +
        `'asynclab report ${runDir}' shows the result alone`,
    );
  }
  return { plan, lab };
}
