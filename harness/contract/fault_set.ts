/** How a promise names faults: by verb and thing, by link, by failpoint. Building the registry checks the names. */
import type { Capability } from "./capability.ts";
import type { Verb } from "./verb.ts";

/** A thing by one of its names, or every thing that has this capability. */
// deno-lint-ignore no-explicit-any -- the type that it opens does not matter here
export type Which = string | Capability<any>;

export type FaultSet =
  /** This verb on any of these things; on every thing if the list is empty. */
  | { readonly kind: "verb"; readonly verb: Verb; readonly things: readonly Which[] }
  /** Every verb on this thing, including verbs added later. */
  | { readonly kind: "thing"; readonly thing: Which }
  /** This verb aimed at one link or process: `lose-ack:points-broker`. */
  | { readonly kind: "aim"; readonly verb: Verb; readonly aim: string }
  /** The action of a failpoint: anywhere, in a role, or at one failpoint. */
  | { readonly kind: "failpoint"; readonly action: Action; readonly place: string | null };

export type Action = "crash" | "fail" | "hold";

/** `on(kill, "source", consumes)`; `on(partition)` means the verb on every thing. */
export const on = (verb: Verb, ...things: readonly Which[]): FaultSet => ({
  kind: "verb",
  verb,
  things,
});

/** Every fault on these things. */
export const faultsOn = (...things: readonly Which[]): FaultSet[] =>
  things.map((thing) => ({ kind: "thing", thing }));

/** `aimedAt(loseAck, "login-broker")`. */
export const aimedAt = (verb: Verb, ...aims: readonly string[]): FaultSet[] =>
  aims.map((aim) => ({ kind: "aim", verb, aim }));

/** `at("crash", "points")`, `at("fail", "login:before-send")`, `at("hold")`. */
export const at = (action: Action, place: string | null = null): FaultSet => ({
  kind: "failpoint",
  action,
  place,
});
