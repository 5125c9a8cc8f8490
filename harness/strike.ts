import type { Lab } from "./lab.ts";
import { processesOf } from "./processes.ts";

/**
 * The fault, one of `names`, that ends this role: `kill-relay`, or `kill-consumer:points` where
 * others play the same part in this variant; null where there is none.
 */
export function strikeOn(
  lab: Lab,
  variant: string,
  role: string,
  names: readonly string[],
): string | null {
  const { part = role } = lab.roles[role];
  const byRole = [`kill-${role}`, `${role}-down`].find((name) => names.includes(name));
  if (byRole !== undefined) return byRole;
  const byPart = [`kill-${part}`, `${part}-down`].find((name) => names.includes(name));
  if (byPart === undefined) return null;
  const players = processesOf(lab, variant).filter((one) => lab.roles[one.role].part === part);
  return players.every((one) => one.role === role) ? byPart : `${byPart}:${role}`;
}
