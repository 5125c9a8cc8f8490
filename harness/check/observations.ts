/** Observations that are worth reporting and break no promise. */
import { REDELIVERED, SET_ASIDE } from "../history/columns.ts";
import type { AnomalyName, Evidence, Tally } from "./evidence.ts";

export function observations(evidence: Evidence): Map<AnomalyName, Tally> {
  const redelivered = evidence.tally((slot) => evidence.has(slot, REDELIVERED));
  redelivered.count = evidence.facts.redelivered;
  return new Map([
    ["pending", evidence.pending],
    ["recovered", evidence.tally((slot) => evidence.isRecovered(slot))],
    ["redelivered", redelivered],
    ["aside", evidence.tally((slot) => evidence.has(slot, SET_ASIDE))],
  ]);
}
