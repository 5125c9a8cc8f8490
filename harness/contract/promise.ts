/** What a variant promises, and under which faults. */
import type { FaultSet } from "./fault_set.ts";

interface AnyPromise {
  /** `no-loss`. */
  readonly name: string;
  /** What its limit counts, where it has a bound. */
  readonly limit?: "milliseconds" | "bytes";
}

/** It holds whatever is broken: a variant says what it excepts, and a fault that is new is promised. */
export interface UnconditionalPromise extends AnyPromise {
  readonly holds: "always";
}

/** It speaks of certain faults alone: a callee that is away, a burst. A variant says which. */
export interface ConditionalPromise extends AnyPromise {
  readonly holds: "under";
}

export type PromiseKind = UnconditionalPromise | ConditionalPromise;

interface Bounds {
  /** What it is measured by, in what its kind counts. */
  readonly limit?: number;
  /** It speaks of faults that last no longer than this, in milliseconds. @default any time */
  readonly outageMs?: number;
}

/** A promise as a variant makes it. */
export interface Promised extends Bounds {
  readonly kind: PromiseKind;
  /** Of an unconditional one: the faults under which it does not hold. */
  readonly except: readonly FaultSet[];
  /** Of a conditional one: the faults that it speaks of. */
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

/** A promise in the words of one edition and variant, as it is judged. */
export interface Claim extends Bounds {
  readonly name: string;
  /** The faults under which it holds, and of a conditional one the failpoints: `kill-points`, `crash points`. */
  readonly under: "any" | readonly string[];
  /** Those under which it does not. A fault that stands in neither list is promised. @default none */
  readonly except?: readonly string[];
}
