/**
 * What can be done to a thing of a lab. A verb names the capability that it needs, a thing offers
 * some: a fault exists where they meet. Small interfaces that are asked for, and no base class.
 */
import type { FaultContext } from "./fault_context.ts";

export interface Capability<T> {
  /** `bindings`. */
  readonly name: string;
  /** What a thing without it does not have, as a clause says it: `no queue with bindings`. */
  readonly without: string;
  /** Never there: it ties the type to the name. */
  readonly opens?: (value: T) => T;
}

/** That a thing has this capability, and how it is taken hold of in a run. */
export interface Offer {
  readonly name: string;
  readonly open: (context: FaultContext) => unknown;
}

/** A thing that faults strike, of one edition of a lab and one variant. */
export interface Thing {
  /** As it stands in names of faults and in the history: `broker`, `consumer`, `network`. */
  readonly name: string;
  /** Other names of the same: the roles that play a part. */
  readonly aliases: readonly string[];
  /** The thing that has all of its processes, too: what strikes one of them waits for the other. */
  readonly within?: string;
  /** What a fault on it breaks: a run's own part of a server, its roles and links; or a server, for every run in it. */
  readonly scope: "namespace" | "server";
  readonly offers: readonly Offer[];
}

export const capability = <T>(name: string, without: string): Capability<T> => ({ name, without });

export const offer = <T>({ name }: Capability<T>, open: (context: FaultContext) => T): Offer => ({
  name,
  open,
});

/** How to take hold of it in a run; null where the thing does not offer it. */
export function offered<T>(
  thing: Thing,
  { name }: Capability<T>,
): ((context: FaultContext) => T) | null {
  const found = thing.offers.find((offer) => offer.name === name);
  return found === undefined ? null : found.open as (context: FaultContext) => T;
}

/** All that is called so: a thing by its own name, or by one of its other names. */
export const isCalled = ({ name, aliases }: Thing, word: string): boolean =>
  name === word || aliases.includes(word);
