import { isCalled } from "../contract/capability.ts";
import { kill } from "../faults/kill.ts";
import type { Fault, Lab } from "../contract/lab.ts";

/**
 * The fault, one of these, that ends this role; null where there is none. It is `kill-relay`, or
 * `kill-consumer:points` where other roles play the same part in this variant.
 */
export function strikeOn(lab: Lab, role: string, faults: readonly Fault[]): string | null {
  const kills = faults.filter(({ verb }) => verb === kill.name);
  const own = kills.find(({ thing }) => isCalled(thing, role));
  if (own !== undefined) return own.name;
  const { part } = lab.roles[role];
  const ofPart = kills.find(({ thing }) => part !== undefined && isCalled(thing, part));
  return ofPart === undefined ? null : `${ofPart.name}:${role}`;
}
