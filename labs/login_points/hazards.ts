/** The hazards that most labs share: those of the login and of a consumer. */
import type { HazardSource, WordsOfRole } from "../../harness/contract/hazard.ts";
import { endsOrFails, type PointHazards } from "../../harness/contract/point_hazards.ts";
import {
  inHand,
  lateCommit,
  redelivery,
  rolledBack,
  takeover,
  unacknowledgedEffect,
} from "../../harness/contract/hazards.ts";

/** Our own login writes its row before it rolls back; a foreign one may decide earlier. */
export const answers: HazardSource = {
  source: "answers",
  hazards: [rolledBack],
  ownRoles: ["login"],
};

/**
 * A unique key of the target refuses what comes again, where the consumer inserts it.
 *
 * @param where the variants whose consumer does so. @default all
 */
export const refusals = (ownRoles: readonly string[], where?: WordsOfRole): HazardSource => ({
  source: "refused inserts",
  hazards: [redelivery],
  ownRoles,
  ...(where && { where }),
});

/** Each grant keeps the process that applied it. */
export const takeovers = (ownRoles: readonly string[]): HazardSource => ({
  source: "grants",
  hazards: [takeover],
  ownRoles,
});

/** Others commit while the login is held with its row written. */
export const ofLogin: Readonly<Record<string, PointHazards>> = {
  "login:before-commit": { hold: [lateCommit] },
};

/** A consumer that applies a message and then acknowledges it. */
export const ofConsumer = (role: string): Readonly<Record<string, PointHazards>> => ({
  [`${role}:after-deliver`]: endsOrFails(inHand),
  [`${role}:after-effect-before-ack`]: endsOrFails(unacknowledgedEffect),
});
