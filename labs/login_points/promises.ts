import type { Claim } from "../../harness/lab.ts";

/** Nothing lost, doubled, made up, out of order or changed, whatever is broken. */
export const allFive: readonly Claim[] = [
  { name: "no-loss", under: "any" },
  { name: "no-duplicate", under: "any" },
  { name: "no-phantom", under: "any" },
  { name: "order-per-key", under: "any" },
  { name: "no-corruption", under: "any" },
];

/**
 * What waits moves on once all is healed, whatever was broken before. The limit is longer than any
 * wait that a sound style has reason for, and each style says which those are.
 *
 * @param limitMs milliseconds
 */
export const progresses = (limitMs: number): Claim => ({
  name: "progresses",
  under: "any",
  limit: limitMs,
});

/**
 * Over a broker, in milliseconds: a send that hangs is given up after at most 8 s, a connection to a
 * database after 5 s; a consumer that fetches nothing leaves after 5.5 s, a group deals out anew within
 * 3 s, and what a dead one held is claimed after 2 s. `retry` tries for 12 s.
 */
export const brokerStandstillMs = 15_000;

/**
 * Where a service is called, in milliseconds: a lease and the longest backoff last 2 s each, and a
 * connection to a database is given up after 5 s.
 */
export const callStandstillMs = 10_000;
