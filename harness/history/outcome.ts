/** The outcome of an operation for its caller. */
import { ACKNOWLEDGED, type Operations, REFUSED, UNCERTAIN } from "./columns.ts";

/** `ok` acknowledged, `fail` refused for sure, `info` outcome not known. */
export interface Outcome {
  at: number;
  kind: "ok" | "fail" | "info";
  op: number;
  reason?: string;
}

export const outcomeFields = {
  op: "number of the operation",
  reason: "why, where there is more to say",
};

/** Notes an outcome. `outcomeAt` is the time of the strongest outcome; if several are equal, of the first one. */
export function noteOutcome(
  { flags, outcomeAt }: Operations,
  slot: number,
  outcome: number,
  at: number,
): void {
  // ACKNOWLEDGED < REFUSED < UNCERTAIN: a lower bit is the stronger outcome.
  const notWeaker = (outcome | (outcome - 1)) & (ACKNOWLEDGED | REFUSED | UNCERTAIN);
  if ((flags[slot] & notWeaker) === 0) outcomeAt[slot] = at;
  flags[slot] |= outcome;
}
