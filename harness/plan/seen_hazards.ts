/** The hazards that a run can see: a pure function of its plan. */
import { inHand, keyUnderWay, redelivery } from "../contract/hazards.ts";
import type { Lab, WordsOfRole } from "../contract/lab.ts";
import { processesOf } from "../contract/processes.ts";
import { faultsIn } from "../faults/catalogue.ts";
import { hazardsOfFault, hazardsOfPoint } from "../faults/fault_hazards.ts";
import type { RunPlan } from "./plan.ts";

/** Names of the hazards that some source of the run would see if they came. */
export function seenHazards(
  lab: Lab,
  { variant, points, commands }: Pick<RunPlan, "variant" | "points" | "commands">,
): string[] {
  const plays = (role: string) => processesOf(lab, variant).some((one) => one.role === role);
  const sources = (lab.hazardSources ?? []).filter(({ where, ownRoles }) =>
    (where === undefined || isSetIn(lab, variant, where)) &&
    (ownRoles === undefined || ownRoles.some(plays)) && !ownRoles?.some((role) => role in commands)
  );
  const all = [
    keyUnderWay,
    // The HTTP proxy in front of a called role sees requests that come again or have no answer.
    ...(isAnyCalled(lab, variant) ? [redelivery, inHand] : []),
    ...sources.flatMap(({ hazards }) => hazards),
    ...points.flatMap((spec) => hazardsOfPoint(lab, spec)),
    ...faultsIn(lab, variant).flatMap((fault) => hazardsOfFault(lab, variant, fault)),
  ];
  return [...new Set(all.map(({ name }) => name))].sort();
}

function isSetIn(
  lab: Lab,
  variant: string,
  { role, setting, words, isOptIn = false }: WordsOfRole,
): boolean {
  const word = lab.variants[variant].settings?.[role]?.[setting];
  return word === undefined ? !isOptIn : words.includes(word);
}

const isAnyCalled = (lab: Lab, variant: string): boolean =>
  processesOf(lab, variant).some(({ role }) => (lab.roles[role].calls ?? []).length > 0);
