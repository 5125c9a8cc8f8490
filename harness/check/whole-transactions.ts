import type { UnconditionalPromise } from "../contract/lab.ts";
import { cutTransaction, redelivery } from "../contract/hazards.ts";
import type { AppliedChanges, Changes } from "../history/changes.ts";
import { type Examination, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type WholeTransactionsPhrase =
  | Says<"changes-unknown">
  | Says<"no-change-applied">
  /** `transactions` counts, in each target, the operations whose changes all came in one transaction. */
  | Says<"none-split", { transactions: number; changes: number }>
  | Says<"split", Operations>
  /** Operations of which a target applied a change that their transaction in the source did not make. */
  | Says<"change-unmade", Operations>
  | Says<"in-part", Operations>
  /** The history does not name every change of these operations, or contradicts itself on the number. */
  | Says<"changes-named-in-part", Operations>
  /** Operations with an effect in a target that is not known to have applied any of their changes. */
  | Says<"transaction-unknown", Operations>;

/**
 * Covers only operations with a change that a target has applied. If an operation is missing as a
 * whole, `no-loss` reports it.
 */
export const wholeTransactions: UnconditionalPromise & Examination<WholeTransactionsPhrase> = {
  name: "whole-transactions",
  holds: "always",
  threatenedBy: [cutTransaction, redelivery],
  summary: "A target applies all changes of a source's transaction in one transaction of its own.",
  anomaly: null,
  judgedAfterHalt: true,
  examine(evidence) {
    const { changes } = evidence.facts;
    if (changes === null) return undecided({ code: "changes-unknown" });
    const { split, unmade, inPart, listedInPart, unknown, transactions, arrived } = look(
      evidence,
      changes,
    );
    const doubts: WholeTransactionsPhrase[] = [];
    const doubt = (code: Doubted, tally: Tally) =>
      tally.count > 0 && doubts.push({ code, ...few(tally) });
    doubt("in-part", inPart.yet);
    doubt("changes-named-in-part", listedInPart);
    doubt("transaction-unknown", unknown);
    const broken = ([
      ["split", split],
      ["change-unmade", unmade],
      ["in-part", inPart.forGood],
    ] as const).find(([, { count }]) => count > 0);
    if (broken !== undefined) {
      const [code, tally] = broken;
      return { tally, seen: { code, ...few(tally) }, undecided: doubts };
    }
    if (transactions === 0) doubts.push({ code: "no-change-applied" });
    const seen: WholeTransactionsPhrase = { code: "none-split", transactions, changes: arrived };
    return { tally: new Tally(), seen, undecided: doubts };
  },
};

type Doubted = "in-part" | "changes-named-in-part" | "transaction-unknown";

/** What happened to the changes of one operation. */
interface Look {
  split: boolean;
  unmade: boolean;
  inPart: boolean;
  isApplied: boolean;
}

function look(evidence: Evidence, changes: Changes) {
  const { operations: { op }, applied } = evidence.facts;
  const [split, unmade, listedInPart, unknown] = [0, 1, 2, 3].map(() => new Tally());
  const inPart = { forGood: new Tally(), yet: new Tally() };
  let [transactions, arrived] = [0, 0];
  evidence.each((slot) => {
    const number = op.get(slot);
    const made = madeBy(changes, slot);
    const looks = applied.map((target) => lookIn(target, slot, made));
    if (looks.some((one) => one.split)) split.add(number);
    if (looks.some((one) => one.unmade)) unmade.add(number);
    if (looks.some((one) => one.inPart)) {
      const isForGood = evidence.isMissingForGood && !evidence.isAfterTheEnd(slot);
      (isForGood ? inPart.forGood : inPart.yet).add(number);
    }
    const isAnywhere = looks.some(({ isApplied }) => isApplied);
    if (isAnywhere && (made === null || changes.seen[slot] !== made)) listedInPart.add(number);
    if (changes.of[slot] !== 0 && isAppliedUnknown(evidence, slot)) unknown.add(number);
    transactions += looks.filter(({ isApplied }) => isApplied).length;
    for (const target of applied) arrived += bitsIn(target.seen[slot]);
  });
  return { split, unmade, inPart, listedInPart, unknown, transactions, arrived };
}

/** A bit for each change that the source made; null where it is not certain how many there are. */
function madeBy({ of }: Changes, slot: number): number | null {
  return of[slot] > 0 ? 2 ** of[slot] - 1 : null;
}

function lookIn(target: AppliedChanges, slot: number, made: number | null): Look {
  const seen = target.seen[slot];
  const isApplied = seen !== 0;
  return {
    isApplied,
    split: target.isSplit(slot),
    unmade: made !== null && (seen & ~made) !== 0,
    inPart: isApplied && made !== null && (made & ~seen) !== 0,
  };
}

/** Whether a target has an effect of the operation, but no event says that it applied one of the changes. */
function isAppliedUnknown(evidence: Evidence, slot: number): boolean {
  const { applied, declared, joined } = evidence.facts;
  const isNamed = ({ seen }: AppliedChanges) => seen[slot] !== 0;
  if (declared === null) return evidence.isApplied(slot) && !applied.some(isNamed);
  const owed = [...declared, ...joined.map(({ effects }) => effects)];
  return owed.some(({ name, count }) =>
    count[slot] > 0 && !applied.some((one) => one.name === name && isNamed(one))
  );
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}
