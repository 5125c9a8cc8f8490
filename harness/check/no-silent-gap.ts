import type { UnconditionalPromise } from "../contract/lab.ts";
import { positionGone } from "../contract/hazards.ts";
import {
  COMMIT_KEY,
  compareExactly,
  type Effects,
  type Operations as Columns,
  WRITTEN_KNOWN,
} from "../history/columns.ts";
import { type Examination, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoSilentGapPhrase =
  | Says<"no-commit-record">
  | Says<"no-gap", { happened: number }>
  /** The first role that halted, and its own sentence. */
  | Says<"halted-at-gap", Operations & { role: string; why: string }>
  | Says<"missing-without-halt", Operations>
  /** Missing operations that were committed before the row of an applied one was written. */
  | Says<"passed-in-time", Operations>
  /** Missing operations: an applied operation of the same key has a higher `seq`. */
  | Says<"passed-in-key", Operations>
  | Says<"gap-may-close", Operations>
  | Says<"gap-place-unknown", Operations>;

/** A gap may only come after everything that arrived, and a role must say that it stopped there. */
export const noSilentGap: UnconditionalPromise & Examination<NoSilentGapPhrase> = {
  name: "no-silent-gap",
  holds: "always",
  threatenedBy: [positionGone],
  summary: "Where something is missing, a role has halted, and nothing later has arrived.",
  anomaly: null,
  judgedAfterHalt: true,
  examine(evidence) {
    const { truth, halts } = evidence.facts;
    if (truth !== "commit") return undecided({ code: "no-commit-record" });
    const { missing } = evidence;
    if (missing.length === 0) {
      const happened = evidence.tally((slot) => evidence.happened(slot)).count;
      return { tally: new Tally(), seen: { code: "no-gap", happened }, undecided: [] };
    }
    const stays = (slot: number) => evidence.isAtRest && !evidence.isAfterTheEnd(slot);
    const forGood = missing.filter(stays);
    const doubts = doubt("gap-may-close", tallyOf(evidence, missing.filter((one) => !stays(one))));
    if (halts.length === 0) {
      const tally = tallyOf(evidence, forGood);
      if (tally.count === 0) return undecided(doubts[0]);
      return { tally, seen: { code: "missing-without-halt", ...few(tally) }, undecided: doubts };
    }
    const { inTime, inKey, unplaced } = compared(evidence, forGood);
    if (inTime.count > 0) {
      return { tally: inTime, seen: { code: "passed-in-time", ...few(inTime) }, undecided: doubts };
    }
    if (inKey.count > 0) {
      return { tally: inKey, seen: { code: "passed-in-key", ...few(inKey) }, undecided: doubts };
    }
    const [{ role, why }] = halts;
    const all = few(tallyOf(evidence, missing));
    return {
      tally: new Tally(),
      seen: { code: "halted-at-gap", ...all, role, why },
      undecided: [...doubts, ...doubt("gap-place-unknown", unplaced)],
    };
  },
};

const doubt = (code: "gap-may-close" | "gap-place-unknown", tally: Tally): NoSilentGapPhrase[] =>
  tally.count === 0 ? [] : [{ code, ...few(tally) }];

function tallyOf({ facts: { operations: { op } } }: Evidence, slots: readonly number[]): Tally {
  const tally = new Tally();
  for (const slot of slots) tally.add(op.get(slot));
  return tally;
}

/** Compares each missing operation with the operations that were applied in the targets that lack it. */
function compared(evidence: Evidence, missing: readonly number[]) {
  const { declared, operations } = evidence.facts;
  const arrivals = new Map<Effects | null, Arrivals>();
  const arrivalsIn = (target: Effects | null): Arrivals => {
    const known = arrivals.get(target);
    if (known !== undefined) return known;
    const made = new Arrivals(evidence, target);
    arrivals.set(target, made);
    return made;
  };
  const [inTime, inKey, unplaced] = [new Tally(), new Tally(), new Tally()];
  for (const slot of missing) {
    // Where no target is declared, an effect in any target counts.
    const lacking = declared === null ? [null] : evidence.lacking(slot);
    const others = lacking.map(arrivalsIn);
    const op = operations.op.get(slot);
    if (others.some((one) => one.passedInTime(slot))) inTime.add(op);
    else if (others.some((one) => one.passedInKey(slot))) inKey.add(op);
    // The source lacks this operation, so the operation has no place among the source's commits.
    else if (evidence.isMissingAtSource(slot) || !others.every((one) => one.places(slot))) {
      unplaced.add(op);
    }
  }
  return { inTime, inKey, unplaced };
}

/** The applied operations of one key that have a `seq`. */
interface OfKey {
  /** The slot with the highest `seq`. */
  highest: number;
  count: number;
  /** How many of these operations have a row whose time of writing is not known. */
  timeless: number;
}

/** The operations that happened and were applied in one target. */
class Arrivals {
  readonly #operations: Columns;
  readonly #keys = new Map<number, OfKey>();
  /** When the last of their rows was written. */
  #writtenMs = -Infinity;
  #count = 0;
  /** How many of these operations have a row whose time of writing is not known. */
  #timeless = 0;

  /** @param target null for any */
  constructor(evidence: Evidence, target: Effects | null) {
    this.#operations = evidence.facts.operations;
    const isHere = (slot: number) =>
      target === null ? evidence.isApplied(slot) : target.count[slot] > 0;
    evidence.each((slot) => evidence.happened(slot) && isHere(slot) && this.#add(slot));
  }

  #add(slot: number): void {
    const { flags, writtenAt, commitSeq } = this.#operations;
    const isTimeless = (flags[slot] & WRITTEN_KNOWN) === 0;
    this.#count++;
    if (isTimeless) this.#timeless++;
    else this.#writtenMs = Math.max(this.#writtenMs, writtenAt[slot]);
    const key = this.#operations.key(slot, COMMIT_KEY);
    if (key < 0 || Number.isNaN(commitSeq.get(slot))) return;
    const others = this.#keys.get(key) ?? { highest: slot, count: 0, timeless: 0 };
    this.#keys.set(key, others);
    others.count++;
    if (isTimeless) others.timeless++;
    if (this.#compareSeq(slot, others.highest) > 0) others.highest = slot;
  }

  /** Whether the missing operation was committed before the row of an arrived one was written. */
  passedInTime(slot: number): boolean {
    return this.#operations.commitAt[slot] < this.#writtenMs;
  }

  /** Whether an arrived operation has the missing one's key and a higher `seq`. */
  passedInKey(slot: number): boolean {
    const others = this.#ofKey(slot);
    return others !== undefined && this.#compareSeq(slot, others.highest) < 0;
  }

  /**
   * Whether the missing operation can be compared with each arrived one: by time, or by `seq` if both
   * have the same key. Expects that no arrived one has passed it.
   */
  places(slot: number): boolean {
    const hasTime = !Number.isNaN(this.#operations.commitAt[slot]);
    const byKey = this.#ofKey(slot);
    const isInOrder = byKey !== undefined && this.#compareSeq(slot, byKey.highest) > 0;
    const [left, keyed] = hasTime
      ? [this.#timeless, byKey?.timeless ?? 0]
      : [this.#count, byKey?.count ?? 0];
    return left === (isInOrder ? keyed : 0);
  }

  /** The arrived ones with this operation's key; undefined for none, or if this one has no `seq`. */
  #ofKey(slot: number): OfKey | undefined {
    if (Number.isNaN(this.#operations.commitSeq.get(slot))) return undefined;
    return this.#keys.get(this.#operations.key(slot, COMMIT_KEY));
  }

  #compareSeq(a: number, b: number): number {
    const { commitSeq, longCommitSeq } = this.#operations;
    return compareExactly(
      commitSeq.get(a),
      longCommitSeq.get(a),
      commitSeq.get(b),
      longCommitSeq.get(b),
    );
  }
}
