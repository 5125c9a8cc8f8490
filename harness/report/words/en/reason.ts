/** The verdict's reason in one line. */
import { many } from "../amounts.ts";
import { type Said, said } from "../said.ts";

export const reason = {
  broken: (name: string, why: Said, others: readonly string[]): Said =>
    said`${name}: ${why}${others.length === 0 ? "" : ` (and ${others.join(", ")})`}`,
  noPromise: "no promise applies here",
  kept: (promises: number, operations: number, faults: readonly string[]) =>
    `${many(promises, "promise")}, ${many(operations, "operation")}, ` +
    (faults.length === 0 ? "without a fault" : `through ${faults.join(", ")}`),
  observed: (anomalies: readonly string[]) =>
    `; observed, and forbidden by no promise: ${anomalies.join(", ")}`,
  counted: (count: number, anomaly: string) => `${count} ${anomaly}`,
  notApplied: (count: number) => `; ${count} of them not applied`,
  halted: (role: string, why: string): Said => `; ${role} halted: ${why}`,
  unshownMistake: (variant: string | null, breaks: string) =>
    `${variant ?? "this variant"} is known to be broken (${breaks}); ` +
    "this run did not show it; --chaos worst-case does",
};
