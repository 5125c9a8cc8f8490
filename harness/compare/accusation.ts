/** Which broken promises of a run accuse its variant: a machine that is too slow accuses nobody. */
import { checkers } from "../check/mod.ts";
import { slowMedianMs } from "../check/slowness.ts";
import type { Result } from "../report/result.ts";
import { duration } from "../report/words/amounts.ts";

/** A promise about callers or memory: it depends on the load and on the machine. */
export const isTimed = (name: string): boolean =>
  checkers.some((checker) => checker.name === name && checker.holds === "under");

export interface Accusation {
  readonly verdict: Result["verdict"];
  /** The promises that the run broke. */
  readonly broken: string[];
  /** Why the run does not decide what it seems to; null where it does. */
  readonly why: string | null;
}

/** Without a fault, nothing but the machine makes most callers wait so long. */
export function accusationOf(
  { verdict, promises, faults, latencyMs: { caller } }: Result,
): Accusation {
  const broken = promises.filter((one) => one.verdict === "broken").map(({ name }) => name);
  const medianMs = faults.length === 0 ? caller?.all.p50 ?? 0 : 0;
  if (verdict !== "broken" || medianMs <= slowMedianMs || !broken.every(isTimed)) {
    return { verdict, broken, why: null };
  }
  const why = `${broken.join(", ")} is undecided: half of the callers waited longer than ` +
    `${duration(medianMs)} without any fault, so the machine is too slow for this load`;
  return { verdict: "unknown", broken: [], why };
}
