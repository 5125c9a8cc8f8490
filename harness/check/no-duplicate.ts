import type { UnconditionalPromise } from "../contract/lab.ts";
import {
  copyInLog,
  leaseExpired,
  redelivery,
  unacknowledgedEffect,
  unrecordedSend,
} from "../contract/hazards.ts";
import type { Examination } from "./checker.ts";
import { Tally } from "./evidence.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoDuplicatePhrase =
  | Says<"none-twice", { effects: number }>
  /** Counts the effects of each operation after its first effect. */
  | Says<"duplicate", Operations>;

export const noDuplicate: UnconditionalPromise & Examination<NoDuplicatePhrase> = {
  name: "no-duplicate",
  holds: "always",
  threatenedBy: [redelivery, copyInLog, unrecordedSend, unacknowledgedEffect, leaseExpired],
  summary: "An operation has one effect in a target.",
  anomaly: "duplicate",
  judgedAfterHalt: true,
  examine(evidence) {
    const { operations, targets } = evidence.facts;
    const tally = new Tally();
    let effects = 0;
    evidence.each((slot) => {
      let further = 0;
      for (const { count } of targets) {
        effects += count[slot];
        if (count[slot] > 1) further += count[slot] - 1;
      }
      if (further > 0) tally.add(operations.op.get(slot), further);
    });
    const seen: NoDuplicatePhrase = tally.count === 0
      ? { code: "none-twice", effects }
      : { code: "duplicate", ...few(tally) };
    return { tally, seen, undecided: [] };
  },
};
