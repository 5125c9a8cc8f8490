/** A verb: what is done to a thing that offers what it needs. */
import type { Fault } from "./fault.ts";
import { type Capability, offered, type Thing } from "./capability.ts";
import type { FaultContext } from "./fault_context.ts";

export interface Verb {
  /** `kill`. */
  readonly name: string;
  /** What a thing must offer. */
  readonly needs: Capability<unknown>;
  /** The fault that it is on this thing; null where the thing does not offer what it needs. */
  on(thing: Thing): Fault | null;
}

/** A fault without what its verb and its thing say of it already. */
export type Strike = Omit<Fault, "verb" | "thing" | "target" | "scope"> & Partial<Fault>;

/**
 * @param strike the fault on one thing; `open` takes hold of what the verb needs, in a run. Null where
 * the thing is none that the verb is for, although it offers what it needs
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
