/** A verb: an action on every thing that offers the capability that the verb needs. */
import type { Fault } from "./fault.ts";
import { type Capability, offered, type Thing } from "./capability.ts";
import type { FaultContext } from "./fault_context.ts";

export interface Verb {
  /** `kill`. */
  readonly name: string;
  /** The capability that a thing must offer. */
  readonly needs: Capability<unknown>;
  /** The fault of this verb on this thing; null where the thing does not offer the needed capability. */
  on(thing: Thing): Fault | null;
}

/** A fault without the fields that follow from its verb and thing. */
export type Strike = Omit<Fault, "verb" | "thing" | "target" | "scope"> & Partial<Fault>;

/**
 * @param strike makes the fault on one thing; `open` opens the needed capability in a run. Returns
 * null if the verb does not strike the thing, although the thing offers the capability
 */
export function verb<T>(
  name: string,
  needs: Capability<T>,
  strike: (thing: Thing, open: (context: FaultContext) => T) => Strike | null,
): Verb {
  return {
    name,
    needs: needs as Capability<unknown>,
    on(thing) {
      const open = offered(thing, needs);
      const fault = open === null ? null : strike(thing, open);
      if (fault === null) return null;
      const { name: target, scope } = thing;
      return { target, scope, ...fault, verb: name, thing };
    },
  };
}
