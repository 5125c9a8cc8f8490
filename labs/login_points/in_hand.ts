/** What the processes of the shared styles have in hand at their end. */
import { inHand, unacknowledgedEffect } from "../../harness/contract/hazards.ts";
import type { HazardCount, HazardSource } from "../../harness/contract/lab.ts";
import type { BrokerNamespace } from "../../harness/services/broker.ts";

/** The samples at an end of these roles' own programs. */
export const samples = (
  ownRoles: readonly string[],
  hazards: HazardSource["hazards"] = [inHand, unacknowledgedEffect],
): HazardSource => ({ source: "in hand", hazards, ownRoles });

/**
 * Of a consumer: messages that have an effect and no acknowledgement, and those that have neither.
 * Copies that were acknowledged make the first count too low.
 *
 * @param applied counts the operations that have an effect
 */
export async function handsOfConsumer(
  broker: BrokerNamespace,
  group: string,
  applied: () => Promise<number>,
): Promise<HazardCount[]> {
  const effects = await applied();
  const seen = await countsOf(broker, group);
  if (seen === null) return [];
  const { lag, taken } = seen;
  const unacknowledged = Math.min(lag, Math.max(0, effects - (taken - lag)));
  return [
    { hazard: unacknowledgedEffect, count: unacknowledged },
    { hazard: inHand, count: lag - unacknowledged },
  ];
}

/** Messages may come between two questions: then the lag is asked again. */
const mostTries = 4;

/** If messages come at each try, `taken` has some that `lag` lacks. Null where the broker has no lag. */
async function countsOf(
  broker: BrokerNamespace,
  group: string,
): Promise<{ lag: number; taken: number } | null> {
  let before = await broker.taken();
  for (let tries = 1;; tries++) {
    const lag = await broker.lag(group);
    if (lag === null) return null;
    const taken = await broker.taken();
    if (taken === before || tries === mostTries) return { lag, taken };
    before = taken;
  }
}

/** The count of one hazard; below 0, where the parts were counted at different times, it is 0. */
export const counted = (hazard: HazardCount["hazard"], count: number): HazardCount => (
  { hazard, count: Math.max(0, count) }
);
