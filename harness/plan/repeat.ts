/** The command that repeats a plan. */
import type { RunPlan } from "./plan.ts";

/** Typed in a shell, it repeats the run. */
export const repeatCommand = (plan: RunPlan, runtime: string): string =>
  ["./asynclab", ...repeatWords(plan, runtime)].map(quoted).join(" ");

/** `run` and its words, with every option that decides something; none is left to a default. */
export function repeatWords(plan: RunPlan, runtime: string): string[] {
  const { workload, points, commands } = plan;
  return [
    ...["run", `${plan.lab}/${plan.variant}`],
    ...(plan.broker === undefined ? [] : ["--broker", plan.broker]),
    ...Object.entries(plan.choices).flatMap(([name, word]) => [`--${name}`, word]),
    ...["--seed", String(plan.seed), "--runtime", runtime],
    ...["--rate", String(workload.rate), "--messages", String(workload.messages)],
    ...["--users", String(workload.users), "--rollbacks", String(workload.rollbackShare)],
    ...["--in-flight", String(workload.inFlightLimit), "--timeout", `${workload.timeoutMs}ms`],
    ...["--drain-timeout", `${plan.drainTimeoutMs}ms`],
    ...(plan.portBase === undefined ? [] : ["--port-base", String(plan.portBase)]),
    ...(plan.brief ? ["--brief"] : []),
    ...chaosWords(plan),
    ...points.flatMap(({ action, text }) => [`--${action}`, text]),
    ...Object.entries(commands).flatMap(([role, command]) => ["--role", `${role}=${command}`]),
  ];
}

function chaosWords({ asked }: RunPlan): string[] {
  if (asked === undefined) return [];
  const { chaos, atMs, forMs, times } = asked;
  return [
    ...["--chaos", chaos],
    ...(atMs === undefined ? [] : ["--at", `${atMs}ms`]),
    ...(forMs === undefined ? [] : ["--for", `${forMs}ms`]),
    ...(times === undefined ? [] : ["--times", String(times)]),
  ];
}

/** Quotes a word, so that a POSIX shell reads it as one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
