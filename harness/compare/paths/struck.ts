/** The operations that a failpoint struck. */
import { sourceOfPoint } from "../../contract/point_hazards.ts";
import type { Facts } from "../../history/facts.ts";

export const strikes = ["hold", "crash", "fail"] as const;
/** A process was held, killed or made to fail at the failpoint. */
export type Strike = (typeof strikes)[number];

const isStrike = (name: string): name is Strike => strikes.some((one) => one === name);

/** By operation, for the few that the history names. A failpoint that touched nothing struck nothing. */
export function struckOps(
  { faults, hazards }: Pick<Facts, "faults" | "hazards">,
): Map<number, Strike> {
  const struck = new Map<number, Strike>();
  for (const { name, target, touched } of faults) {
    if (!isStrike(name) || touched === 0) continue;
    const met = hazards.filter(({ source }) => source === sourceOfPoint(target));
    for (const op of met.flatMap(({ ops }) => ops)) if (!struck.has(op)) struck.set(op, name);
  }
  return struck;
}
