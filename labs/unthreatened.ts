/**
 * Promises that no case of a full matrix threatens, each with the reason. `check --matrix full` ends
 * with exit code 2 for any other one, and for one of these that was threatened after all.
 */
import type { Excuse } from "../harness/matrix/evidence.ts";

/** The rows of these variants are waiting or done: no worker owns any. */
const withoutOwner = (variant: string): Excuse => ({
  lab: "polling",
  variant,
  broker: null,
  promise: "no-orphan",
  reason: "a row has no owner in this variant, so no owner can die with it",
});

export const unthreatened: readonly Excuse[] = [
  {
    ...{ lab: "cdc", variant: "snapshot", broker: null, promise: "whole-transactions" },
    reason: "its worst case crashes the copy; a second crash would come after the load",
  },
  {
    ...{ lab: "batch", variant: "read-only", broker: null, promise: "no-duplicate" },
    reason:
      "its reader asks for rows by transaction id, and no table notes a row that it reads again",
  },
  withoutOwner("status"),
  withoutOwner("retention"),
];
