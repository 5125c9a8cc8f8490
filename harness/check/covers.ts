/** Which faults a claim names. */
import { plainRole } from "../history/aggregate.ts";
import type { Claim } from "../contract/lab.ts";

interface Struck {
  readonly name: string;
  readonly target: string;
}

/** True where the promise is made under this fault. */
export const speaksOf = ({ under, except = [] }: Claim, fault: Struck): boolean =>
  except.length > 0 ? !covers(except, fault) : under === "any" || covers(under, fault);

/** `crash` names every crash, `crash points` those of a role, `fail login:before-call` one failpoint. */
export function covers(words: readonly string[], { name, target }: Struck): boolean {
  return [name, `${name} ${plainRole(target.split(":")[0])}`, `${name} ${target}`]
    .some((spelling) => words.includes(spelling));
}
