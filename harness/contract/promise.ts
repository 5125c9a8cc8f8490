/** The promises of a variant, and the faults under which they hold. */
import type { FaultSet } from "./fault_set.ts";
import type { Hazard } from "./hazard.ts";

interface AnyPromise {
  /** `no-loss`. */
  readonly name: string;
  /** The unit of the promise's limit, where it has one. */
  readonly limit?: "milliseconds" | "bytes";
}

/** What could break a promise: hazards, or any operation at all. */
export type Threat =
  | { readonly threatenedBy: readonly Hazard[] }
  /** Each operation that the checker counts could break it, in any run. */
  | { readonly threatenedBy: "operations" };

/** A promise that holds under every fault, new ones too, except those that a variant excludes. */
export type UnconditionalPromise = AnyPromise & Threat & { readonly holds: "always" };

/** A promise that holds only under faults that a variant lists: an unreachable callee, a burst. */
export type ConditionalPromise = AnyPromise & Threat & { readonly holds: "under" };

export type PromiseKind = UnconditionalPromise | ConditionalPromise;

interface Bounds {
  /** The promise's limit, in the unit of its kind. */
  readonly limit?: number;
  /** The promise covers only faults that last no longer than this, in milliseconds. @default any time */
  readonly outageMs?: number;
}

/** A promise as a variant makes it. */
export interface Promised extends Bounds {
  readonly kind: PromiseKind;
  /** For an unconditional promise: the faults under which it does not hold. */
  readonly except: readonly FaultSet[];
  /** For a conditional promise: the faults under which it holds. */
  readonly under: readonly FaultSet[];
}

export const promise = (
  kind: UnconditionalPromise,
  { except = [], ...bounds }: Bounds & { readonly except?: readonly FaultSet[] } = {},
): Promised => ({ kind, except, under: [], ...bounds });

export const promiseUnder = (
  kind: ConditionalPromise,
  under: readonly FaultSet[],
  bounds: Bounds = {},
): Promised => ({ kind, except: [], under, ...bounds });

/** A promise with the fault names of one edition and variant, as it is judged. */
export interface Claim extends Bounds {
  readonly name: string;
  /** The faults under which the promise holds; a conditional claim lists failpoints too: `kill-points`, `crash points`. */
  readonly under: "any" | readonly string[];
  /** The faults under which the promise does not hold. If there are any, it holds under all others. @default none */
  readonly except?: readonly string[];
}
