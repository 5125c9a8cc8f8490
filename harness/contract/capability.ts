/**
 * Capabilities: a verb names the one that it needs, a thing offers some, and a fault exists where
 * they match. Small interfaces that are looked up, and no base class.
 */
import type { FaultContext } from "./fault_context.ts";

export interface Capability<T> {
  /** `bindings`. */
  readonly name: string;
  /** The words for its absence in a clause: `no queue with bindings`. */
  readonly without: string;
  /** Never set: it only ties the type to the name. */
  readonly opens?: (value: T) => T;
}

/** A thing's statement that it has this capability, and how to open it in a run. */
export interface Offer {
  readonly name: string;
  readonly open: (context: FaultContext) => unknown;
}

/** A thing that faults strike, of one edition of a lab and one variant. */
export interface Thing {
  /** Its name in faults and in the history: `broker`, `consumer`, `network`. */
  readonly name: string;
  /** Other names of it: the role, where only one role is of the kind. */
  readonly aliases: readonly string[];
  /** The thing that includes all of its processes: faults on the two take turns. */
  readonly within?: string;
  /** The scope of a fault on it: one run's namespace, roles and links; or a server, for every run on it. */
  readonly scope: "namespace" | "server";
  readonly offers: readonly Offer[];
}

export const capability = <T>(name: string, without: string): Capability<T> => ({ name, without });

export const offer = <T>({ name }: Capability<T>, open: (context: FaultContext) => T): Offer => ({
  name,
  open,
});

/** The function that opens it in a run; null where the thing does not offer it. */
export function offered<T>(
  thing: Thing,
  { name }: Capability<T>,
): ((context: FaultContext) => T) | null {
  const found = thing.offers.find((offer) => offer.name === name);
  return found === undefined ? null : found.open as (context: FaultContext) => T;
}

/** True where the word is the thing's own name or one of its other names. */
export const isCalled = ({ name, aliases }: Thing, word: string): boolean =>
  name === word || aliases.includes(word);
