/** The verdict, and the run that was judged. */
import { notPowerLoss } from "../../result.ts";
import { type Said, said } from "../said.ts";

export const header = {
  verdicts: { kept: "KEPT", broken: "BROKEN", unknown: "UNKNOWN" },
  history: "a history",
  over: (name: string, broker: string) => `${name} over ${broker}`,
  run: (id: Said): Said => said`run ${id}`,
  seed: (seed: Said): Said => said`seed ${seed}`,
  runtime: (name: string) => `on ${name}`,
  leftOutInPrint: "The page on a screen has more: the plan, the faults, all charts, " +
    "percentiles, stories, long lists of operations and rows, and the history.",
  /** Under the page, for all promises. */
  notPowerLoss,
};
