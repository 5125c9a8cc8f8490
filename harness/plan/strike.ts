import { isCalled } from "../contract/capability.ts";
import { kill } from "../faults/kill.ts";
import type { Fault, Lab } from "../contract/lab.ts";

/**
 * The fault in `faults` that ends this role; null where there is none. It is `kill-relay`, or
 * `kill-consumer:points` where this variant has other roles of the same kind.
 */
export function strikeOn(lab: Lab, role: string, faults: readonly Fault[]): string | null {
  const kills = faults.filter(({ verb }) => verb === kill.name);
  const own = kills.find(({ thing }) => isCalled(thing, role));
  if (own !== undefined) return own.name;
  const { kind } = lab.roles[role];
  const ofKind = kills.find(({ thing }) => kind !== undefined && isCalled(thing, kind));
  return ofKind === undefined ? null : `${ofKind.name}:${role}`;
}
