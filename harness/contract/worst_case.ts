/**
 * The worst case of a variant: for a twin, the test that shows its mistake; for a sound variant, the
 * hardest test that it survives.
 */
import type { Choices } from "./choice.ts";
import type { Verb } from "./verb.ts";

export interface WorstCase {
  readonly chaos?: readonly Strike[];
  /** Failpoints: `relay:after-mark@1`. */
  readonly crash?: readonly (string | During)[];
  readonly fail?: readonly string[];
  /** `login:before-commit@20=10s until relay:after-mark`. */
  readonly hold?: readonly string[];
  /** The load, where the usual load does not show the case. */
  readonly users?: number;
  readonly rate?: number;
  readonly durationMs?: number;
  readonly inFlight?: number;
  /** Words for choices of the lab; what the user types wins. */
  readonly choices?: Choices;
  /** When the faults begin, and how long they last. */
  readonly atMs?: number;
  readonly forMs?: number;
}

/** A verb and what it strikes. */
export interface Strike {
  readonly verb: Verb;
  /** The thing, where the verb may strike several. */
  readonly thing?: string;
  readonly aim?: string;
  /** The pass at which the fault begins: `relay:after-read@3`. */
  readonly at?: string;
}

/** A failpoint that counts only while a fault is in force. */
export interface During {
  readonly point: string;
  readonly during: Strike;
}

/** `strike(kill, "broker")`, `strike(loseAck, { aim: "login-broker", at: "login:after-send@20" })`. */
export const strike = (
  verb: Verb,
  what: string | Omit<Strike, "verb"> = {},
): Strike => ({ verb, ...(typeof what === "string" ? { thing: what } : what) });
