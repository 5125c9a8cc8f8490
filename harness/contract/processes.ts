/** The processes that play the roles of a lab: a pure function of the lab. */
import type { Lab, Standby } from "./lab.ts";

/** A planned process. */
export interface Part {
  /** `relay`, and `relay#2` for a second one. */
  readonly id: string;
  readonly role: string;
  readonly standby: Standby | null;
}

/** The processes of a variant, in the order of the roles; a role's spare processes come last. */
export function processesOf(lab: Lab, variant: string): Part[] {
  return Object.keys(lab.roles).flatMap((role) => {
    const { instances: usual = 1, spare = 0, joinsLater = false } = lab.roles[role];
    const count = lab.variants[variant].instances?.[role] ?? usual;
    return Array.from({ length: count === 0 ? 0 : count + spare }, (_, i) => ({
      id: i === 0 ? role : `${role}#${i + 1}`,
      role,
      standby: joinsLater ? "joins-later" : i < count ? null : "spare",
    }));
  });
}

/** The processes of this variant; of all variants where none is named. */
export function anyProcessesOf(lab: Lab, variant?: string): Part[] {
  const variants = variant === undefined ? Object.keys(lab.variants) : [variant];
  return variants.flatMap((name) => processesOf(lab, name));
}

/** True where this process plays the role or part of this name: `points`, `consumer`. */
export const plays = (lab: Lab, { role }: Part, name: string): boolean =>
  role === name || lab.roles[role].part === name;
