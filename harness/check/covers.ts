/** Which faults the words of a claim mean. */
import { plainRole } from "../history/gather.ts";
import type { FaultFact } from "../history/facts.ts";

/** `crash` means every crash, `crash points` those of a role, `fail login:before-call` that one line. */
export function covers(words: readonly string[], { name, target }: FaultFact): boolean {
  return [name, `${name} ${plainRole(target.split(":")[0])}`, `${name} ${target}`]
    .some((spelling) => words.includes(spelling));
}
