/**
 * Capabilities: a verb names the capability that it needs, and a thing offers some. A fault exists
 * where the two match. A capability is a small interface that is looked up by name, not a base class.
 */
import type { FaultContext } from "./fault_context.ts";

export interface Capability<T> {
  /** For example `bindings`. */
  readonly name: string;
  /** The word in a message about a missing capability: `bindings` in `it has no bindings`. */
  readonly without: string;
  /** Never set: it only ties the type to the name. */
  readonly opens?: (value: T) => T;
}

/** A thing's statement that it has this capability, and how to open it in a run. */
export interface Offer {
  readonly name: string;
  readonly open: (context: FaultContext) => unknown;
}

/** A thing that faults strike, in one edition and one variant of a lab. */
export interface Thing {
  /** The thing's name in faults and in the history: `broker`, `consumer`, `network`. */
  readonly name: string;
  /** How a sentence calls it, where its name is no noun for one thing: `file server`. @default its name */
  readonly spoken?: string;
  /** The thing's other names: the role's name, if only one role is of this kind. */
  readonly aliases: readonly string[];
  /** The thing that includes all processes of this one: faults on the two take turns. */
  readonly within?: string;
  /** The roles whose work it is: a variant without one of them does not have it. @default none */
  readonly roles?: readonly string[];
  /** How far a fault on the thing reaches: one run's namespace, roles and links; or every run on the server. */
  readonly scope: "namespace" | "server";
  readonly offers: readonly Offer[];
}

export const capability = <T>(name: string, without: string): Capability<T> => ({ name, without });

export const offer = <T>({ name }: Capability<T>, open: (context: FaultContext) => T): Offer => ({
  name,
  open,
});

/** The function that opens the capability in a run; null where the thing does not offer it. */
export function offered<T>(
  thing: Thing,
  { name }: Capability<T>,
): ((context: FaultContext) => T) | null {
  const found = thing.offers.find((offer) => offer.name === name);
  return found === undefined ? null : found.open as (context: FaultContext) => T;
}

/** `the broker`, `the file server`. */
export const spokenName = ({ name, spoken = name }: Pick<Thing, "name" | "spoken">): string =>
  `the ${spoken}`;

/** True where the word is the thing's own name or one of its other names. */
export const isCalled = ({ name, aliases }: Thing, word: string): boolean =>
  name === word || aliases.includes(word);
