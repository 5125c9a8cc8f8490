import type { Decimal } from "../history/exact.ts";
import { COMMITTED, compareExactly, type Effects, SET_ASIDE } from "../history/facts.ts";
import type { Checker } from "./checker.ts";
import { appliedAfterAll, type Evidence, many, named } from "./evidence.ts";

export const orderPerKey: Checker = {
  name: "order-per-key",
  summary: "The effects of one key come in the order of its commits.",
  anomaly: "outOfOrder",
  examine(evidence) {
    const late = new Uint8Array(evidence.facts.operations.count);
    for (const effects of evidence.facts.targets) markLate(evidence, effects, late);
    const tally = evidence.tally((slot) => late[slot] === 1);
    const why = tally.count === 0
      ? `${many(evidence.facts.keys.size, "key")}, each in the order of its commits${
        apart(evidence)
      }`
      : `${many(tally.count, "operation")} applied after a later one of the same key: ${
        named(tally)
      }`;
    return { tally, why, undecided: null };
  },
};

/** What was set aside has no place in the order, whenever it comes. */
function apart(evidence: Evidence): string {
  const { count } = appliedAfterAll(evidence);
  return count === 0 ? "" : `, apart from ${count} set aside and applied after all`;
}

/** Marks the operations whose first effect in this target came after one with a higher `seq`. */
function markLate(evidence: Evidence, effects: Effects, late: Uint8Array): void {
  const { keys, operations } = evidence.facts;
  const takingPart: number[] = [];
  const withoutNumber = new Uint8Array(keys.size);
  for (let slot = 0; slot < operations.count; slot++) {
    if (effects.count[slot] === 0 || evidence.has(slot, SET_ASIDE)) continue;
    if (evidence.isPhantom(slot)) continue;
    const key = keyOf(evidence, effects, slot);
    if (key < 0 || Number.isNaN(seqOf(evidence, effects, slot))) continue;
    takingPart.push(slot);
    if (Number.isNaN(effects.n[slot])) withoutNumber[key] = 1;
  }
  // A key whose effects are not all numbered is judged by the order in the files.
  const numbered = takingPart.filter((slot) => !withoutNumber[keyOf(evidence, effects, slot)]);
  const others = takingPart.filter((slot) => withoutNumber[keyOf(evidence, effects, slot)]);
  const highest = new Float64Array(keys.size).fill(-Infinity);
  const longHighest = new Map<number, Decimal | undefined>();
  const ordered = byPlace(others, effects);
  for (const slot of byNumber(numbered, effects).concat(ordered)) {
    const key = keyOf(evidence, effects, slot);
    const seq = seqOf(evidence, effects, slot);
    const long = longSeqOf(evidence, effects, slot);
    if (compareExactly(seq, long, highest[key], longHighest.get(key)) < 0) late[slot] = 1;
    else {
      highest[key] = seq;
      if (long !== undefined || longHighest.size > 0) longHighest.set(key, long);
    }
  }
}

/** Two with the same number stay in the order of the files. */
function byNumber(slots: number[], { n, longN, position }: Effects): number[] {
  const compare = longN.size === 0
    ? (a: number, b: number) => n[a] - n[b]
    : (a: number, b: number) => compareExactly(n[a], longN.get(a), n[b], longN.get(b));
  return sorted(slots, (a, b) => compare(a, b) || position[a] - position[b]);
}

function byPlace(slots: number[], { position }: Effects): number[] {
  return sorted(slots, (a, b) => position[a] - position[b]);
}

/** Most histories are in order already. */
function sorted(slots: number[], compare: (a: number, b: number) => number): number[] {
  for (let i = 1; i < slots.length; i++) {
    if (compare(slots[i - 1], slots[i]) > 0) return slots.sort(compare);
  }
  return slots;
}

/** Of the commit, else of the effect. */
function seqOf({ facts: { operations } }: Evidence, effects: Effects, slot: number): number {
  const committed = operations.commitSeq[slot];
  return Number.isNaN(committed) ? effects.seq[slot] : committed;
}

/** Of the same event as `seqOf`; undefined where that is exact. */
function longSeqOf(
  { facts: { operations } }: Evidence,
  effects: Effects,
  slot: number,
): Decimal | undefined {
  const { commitSeq, longCommitSeq } = operations;
  if (longCommitSeq.size === 0 && effects.longSeq.size === 0) return undefined;
  return (Number.isNaN(commitSeq[slot]) ? effects.longSeq : longCommitSeq).get(slot);
}

/** The key that the `seq` belongs to; the invoke's where neither commit nor effect has one. */
function keyOf(evidence: Evidence, effects: Effects, slot: number): number {
  const { commitKey, invokeKey } = evidence.facts.operations;
  if (evidence.has(slot, COMMITTED) && commitKey[slot] >= 0) return commitKey[slot];
  return effects.key[slot] >= 0 ? effects.key[slot] : invokeKey[slot];
}
