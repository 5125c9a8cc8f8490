/** The faults of a lab: one for each verb and each thing that offers what the verb needs. */
import type { Fault, Lab } from "../contract/lab.ts";
import { verbs } from "./mod.ts";
import { thingsOf } from "./things.ts";

/** The faults of each lab's variants that were asked for: a start of asynclab asks for all, often. */
const known = new WeakMap<Lab, Map<string, readonly Fault[]>>();

/** The faults of one variant on one edition of a lab, in the order of the verbs. */
export function faultsIn(lab: Lab, variant: string): readonly Fault[] {
  const ofLab = known.get(lab) ?? new Map<string, readonly Fault[]>();
  known.set(lab, ofLab);
  const found = ofLab.get(variant) ?? listFaults(lab, variant);
  ofLab.set(variant, found);
  return found;
}

function listFaults(lab: Lab, variant: string): readonly Fault[] {
  const things = thingsOf(lab, variant);
  return verbs.flatMap((verb) => things.flatMap((thing) => verb.on(thing) ?? []));
}

/** The faults of all variants, each as in the first variant that has it. */
export const faultsInAny = (lab: Lab): Fault[] =>
  inOrder(Object.keys(lab.variants).flatMap((variant) => faultsIn(lab, variant)));

/** The first fault of each name, in the order of the verbs. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  const byName = new Map<string, Fault>();
  for (const fault of faults) if (!byName.has(fault.name)) byName.set(fault.name, fault);
  const order = verbs.map(({ name }) => name);
  return [...byName.values()].sort((a, b) => order.indexOf(a.verb) - order.indexOf(b.verb));
}

/**
 * The fault with this name or alias. An alias may have a duration of its own. A fault's name takes
 * precedence over the same word as an alias of another fault.
 */
export function faultCalled(faults: readonly Fault[], word: string): Fault | undefined {
  const own = faults.find(({ name }) => name === word);
  if (own !== undefined) return own;
  for (const fault of faults) {
    const alias = fault.aliases.find(({ name }) => name === word);
    if (alias !== undefined) return { ...fault, ...alias, name: fault.name };
  }
}

/** All names under which the fault may be typed. */
export const namesOf = ({ name, aliases }: Fault): string[] => [
  name,
  ...aliases.map((alias) => alias.name),
];

/** All names that may be typed for these faults. */
export const wordsFor = (faults: readonly Fault[]): string[] => [
  ...new Set(faults.flatMap((fault) => namesOf(fault))),
];

/** @throws Error where the variant has no such fault: the plan was made for another variant */
export function faultNamed(lab: Lab, variant: string, name: string): Fault {
  const found = faultsIn(lab, variant).find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`${lab.name}/${variant} has no fault ${name}`);
  return found;
}
