import {
  COMMIT_KEY,
  COMMITTED,
  compareExactly,
  type Effects,
  INVOKE_KEY,
  SET_ASIDE,
} from "../history/columns.ts";
import type { UnconditionalPromise } from "../contract/lab.ts";
import { keyUnderWay, redelivery, takeover } from "../contract/hazards.ts";
import type { Examination } from "./checker.ts";
import { appliedAfterAll, type Evidence } from "./evidence.ts";
import { type OrderDoubt, OrderDoubts } from "./order_doubts.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type OrderPerKeyPhrase =
  | Says<"in-order", {
    keys: number;
    /** Operations that were set aside and applied later: they have no place in the order. */
    putBack: number;
  }>
  | Says<"out-of-order", Operations>
  | OrderDoubt;

export const orderPerKey: UnconditionalPromise & Examination<OrderPerKeyPhrase> = {
  name: "order-per-key",
  holds: "always",
  threatenedBy: [keyUnderWay, redelivery, takeover],
  summary: "The effects of one key come in the order of its commits.",
  anomaly: "outOfOrder",
  judgedAfterHalt: true,
  examine(evidence) {
    const { keys, operations, targets } = evidence.facts;
    const late = new Uint8Array(operations.count);
    const overtakenBy = new Map<number, number>();
    const doubts = new OrderDoubts(evidence.facts);
    const { buffer } = evidence.scratch;
    const room = {
      slots: new Uint32Array(buffer, 0, operations.count),
      keys: new Int32Array(buffer, 4 * operations.count, operations.count),
    };
    for (const effects of targets) {
      markLate(evidence, effects, comparable(evidence, effects, doubts, room), {
        late,
        overtakenBy,
      }, doubts);
    }
    const tally = evidence.tally((slot) => late[slot] === 1);
    const seen: OrderPerKeyPhrase = tally.count === 0
      ? { code: "in-order", keys: keys.size, putBack: appliedAfterAll(evidence).count }
      : { code: "out-of-order", ...few(tally) };
    return { tally, seen, undecided: doubts.phrases, overtakenBy };
  },
};

/** The operations with a known order in one target, and the key of each by its slot. */
interface Places {
  readonly slots: Uint32Array;
  readonly keys: Int32Array;
}

/** Returns the operations that can be ordered. Adds a doubt for others that should have an order. */
function comparable(
  evidence: Evidence,
  effects: Effects,
  doubts: OrderDoubts,
  { slots, keys }: Places,
): Places {
  const { keys: names, operations } = evidence.facts;
  let count = 0;
  const takingPart = new Uint32Array(names.size);
  const withoutSeq = new Map<number, number>();
  let withoutKey = 0;
  for (let slot = 0; slot < operations.count; slot++) {
    if (effects.count[slot] === 0 || evidence.has(slot, SET_ASIDE)) continue;
    if (evidence.isPhantom(slot)) continue;
    const key = keys[slot] = keyOf(evidence, effects, slot);
    if (key < 0) {
      withoutKey++;
      continue;
    }
    takingPart[key]++;
    if (!Number.isNaN(seqOf(evidence, effects, slot))) slots[count++] = slot;
    else withoutSeq.set(key, (withoutSeq.get(key) ?? 0) + 1);
  }
  // One operation alone is in order, even if its `seq` or key is not known.
  for (const [key, count] of withoutSeq) if (takingPart[key] > 1) doubts.withoutSeq(key, count);
  const isAlone = withoutKey === 1 && takingPart.every((count) => count === 0);
  if (withoutKey > 0 && !isAlone) doubts.withoutKey(withoutKey);
  return { slots: slots.subarray(0, count), keys };
}

interface Late {
  /** By slot: 1 where it is late. */
  readonly late: Uint8Array;
  /** By the number of a late operation: one that overtook it. */
  readonly overtakenBy: Map<number, number>;
}

/** A limit, so that a strange history does not fill the memory. */
const mostOvertaken = 100_000;

/** Marks each late operation: one with a higher `seq` had its first effect here before. */
function markLate(
  evidence: Evidence,
  effects: Effects,
  places: Places,
  { late, overtakenBy }: Late,
  doubts: OrderDoubts,
): void {
  const { size } = evidence.facts.keys;
  const { ordered, isBare } = inOrder(effects, places, size);
  const column = () => new Int32Array(size).fill(-1);
  // Three columns by key. `highest`: the operation with the highest `seq` so far. `settled`: the
  // same, but without the operations that have the last `n`. `last`: the last operation.
  const [highest, settled, last] = [column(), column(), column()];
  for (const slot of ordered) {
    const key = places.keys[slot];
    const before = last[key];
    last[key] = slot;
    if (before >= 0 && isBare[key] === 0 && compareN(effects, before, slot) === 0) {
      doubts.sameN(key, effects, [before, slot]);
    } else settled[key] = highest[key];
    const earlier = settled[key];
    const order = earlier < 0 ? 1 : compareSeq(evidence, effects, slot, earlier);
    if (order < 0) {
      late[slot] = 1;
      const { op } = evidence.facts.operations;
      if (overtakenBy.size < mostOvertaken) overtakenBy.set(op.get(slot), op.get(earlier));
    } else if (order === 0) doubts.sameSeq(key, [earlier, slot]);
    const top = highest[key];
    const isHighest = top === earlier ? order > 0 : compareSeq(evidence, effects, slot, top) > 0;
    if (isHighest) highest[key] = slot;
  }
}

/** Sorts by `n`. A bare key (one of its effects has no `n`) keeps the order in the files. */
function inOrder(effects: Effects, { slots, keys }: Places, size: number) {
  const { n, position } = effects;
  const isBare = new Uint8Array(size);
  let isAnyBare = false;
  for (const slot of slots) {
    if (!Number.isNaN(n.get(slot))) continue;
    isBare[keys[slot]] = 1;
    isAnyBare = true;
  }
  const numbered = isAnyBare ? slots.filter((slot) => isBare[keys[slot]] === 0) : slots;
  const others = isAnyBare ? slots.filter((slot) => isBare[keys[slot]] === 1) : new Uint32Array();
  const byN = sorted(numbered, (a, b) => compareN(effects, a, b));
  const byPlace = sorted(others, (a, b) => position.get(a) - position.get(b));
  return { ordered: isAnyBare ? [...byN, ...byPlace] : byN, isBare };
}

/** Sorts only if needed: most histories are in order already. */
function sorted(slots: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  for (let i = 1; i < slots.length; i++) {
    if (compare(slots[i - 1], slots[i]) > 0) return slots.sort(compare);
  }
  return slots;
}

function compareN({ n, longN }: Effects, a: number, b: number): number {
  if (longN.size === 0) return n.get(a) - n.get(b);
  return compareExactly(n.get(a), longN.get(a), n.get(b), longN.get(b));
}

function compareSeq(evidence: Evidence, effects: Effects, a: number, b: number): number {
  const seqA = seqOf(evidence, effects, a);
  const seqB = seqOf(evidence, effects, b);
  const { longCommitSeq } = evidence.facts.operations;
  if (longCommitSeq.size === 0 && effects.longSeq.size === 0) return seqA - seqB;
  const [longA, longB] = [a, b].map((slot) => longSeqOf(evidence, effects, slot));
  return compareExactly(seqA, longA, seqB, longB);
}

/** The `seq` of the commit, else that of the effect. */
function seqOf({ facts: { operations } }: Evidence, effects: Effects, slot: number): number {
  const committed = operations.commitSeq.get(slot);
  return Number.isNaN(committed) ? effects.seq.get(slot) : committed;
}

/** The result of `seqOf` with all its digits; undefined where the double is exact. */
function longSeqOf({ facts: { operations } }: Evidence, effects: Effects, slot: number) {
  const { commitSeq, longCommitSeq } = operations;
  return (Number.isNaN(commitSeq.get(slot)) ? effects.longSeq : longCommitSeq).get(slot);
}

/** The key to which the `seq` belongs; the invoke's key where neither commit nor effect has one. */
function keyOf(evidence: Evidence, effects: Effects, slot: number): number {
  const { operations } = evidence.facts;
  const committed = evidence.has(slot, COMMITTED) ? operations.key(slot, COMMIT_KEY) : -1;
  if (committed >= 0) return committed;
  return effects.key[slot] >= 0 ? effects.key[slot] : operations.key(slot, INVOKE_KEY);
}
