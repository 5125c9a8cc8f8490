/** The processes that play the roles of a lab: a pure function of the lab. */
import type { Lab, StartPolicy } from "./lab.ts";

/** A planned process. */
export interface PlannedProcess {
  /** `relay`, and `relay#2` for a second one. */
  readonly id: string;
  readonly role: string;
  readonly startPolicy: StartPolicy;
}

/** The processes of a variant, in the order of the roles; a role's extra processes come last. */
export function processesOf(lab: Lab, variant: string): PlannedProcess[] {
  return Object.keys(lab.roles).flatMap((role) => {
    const { instances: usual = 1, extraInstances = 0, joinsLater = false } = lab.roles[role];
    const count = lab.variants[variant].instances?.[role] ?? usual;
    return Array.from({ length: count === 0 ? 0 : count + extraInstances }, (_, i) => ({
      id: i === 0 ? role : `${role}#${i + 1}`,
      role,
      startPolicy: joinsLater ? "joins-later" : i < count ? "with-run" : "during-fault",
    }));
  });
}

/** The processes of this variant; of all variants where none is named. */
export function anyProcessesOf(lab: Lab, variant?: string): PlannedProcess[] {
  const variants = variant === undefined ? Object.keys(lab.variants) : [variant];
  return variants.flatMap((name) => processesOf(lab, name));
}

/** True where the name is the process's role, or the kind of that role: `points`, `consumer`. */
export const plays = (lab: Lab, { role }: PlannedProcess, name: string): boolean =>
  role === name || lab.roles[role].kind === name;
