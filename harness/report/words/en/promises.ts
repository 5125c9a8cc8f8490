import { columns, type Said } from "../said.ts";

export const promises = {
  title: "Promises",
  none: "No promise applies.",
  caption: "What the variant promises, and what the databases say",
  head: columns("promise", "verdict", "why", "threatened by", "holds under"),
  verdicts: { kept: "kept", broken: "broken", unknown: "unknown" },
  untested: (verdict: string) => `${verdict}, not threatened`,
  threatUnseen: "cannot be seen",
  threatNone: "not threatened",
  hazard: (name: string, count: number, source: string): Said => `${name} ${count} (${source})`,
  anyFault: "any fault",
  anyFaultBut: (faults: readonly string[]) => `any fault but ${faults.join(", ")}`,
  noFault: "no fault",
};
