import { faultText } from "../../harness/faults/fault_spec.ts";
import type { RunPlan } from "../../harness/plan/plan.ts";

/** The plan in a few lines, with the seed that repeats it. */
export function describePlan(plan: RunPlan, runtime: string, warm: boolean): string[] {
  const { rate, messages, users, rollbackShare } = plan.workload;
  const lines = [
    `${plan.lab}/${plan.variant}${
      plan.broker === undefined ? "" : ` over ${plan.broker}`
    } on ${runtime}${warm ? " (warm servers)" : ""}, seed ${plan.seed}`,
    `load: ${messages} logins of ${users} users, ${rate}/s, ${rollbackShare * 100} % rolled back`,
  ];
  const choices = Object.entries(plan.choices).map(([name, word]) => `${name} ${word}`);
  if (choices.length > 0) lines.push(`choices: ${choices.join(", ")}`);
  for (const { name, aim, beginMs, pass, forMs } of plan.episodes) {
    const when = pass === undefined ? ` at ${seconds(beginMs)} of the load` : "";
    const length = forMs > 0 ? ` for ${seconds(forMs)}` : "";
    lines.push(`chaos: ${faultText({ name, aim, pass })}${when}${length}`);
  }
  for (const { action, text } of plan.points) lines.push(`chaos: ${action} ${text}`);
  for (const [role, command] of Object.entries(plan.commands)) {
    lines.push(`role ${role}: ${command}`);
  }
  for (const note of plan.notes ?? []) lines.push(`note: ${note}`);
  return lines;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
