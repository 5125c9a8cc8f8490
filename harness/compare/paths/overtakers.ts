/** Operations that came later than another one, and went before it. */
import { COMMIT_KEY, COMMITTED, type Effects, WRITTEN_KNOWN } from "../../history/columns.ts";
import type { Facts } from "../../history/facts.ts";

/** An operation, and when it overtook. */
export interface Overtaker {
  readonly op: number;
  readonly atMs: number;
}

export interface Overtakers {
  /** Where this one was committed and never sent on: the first that was written later and sent on. */
  readonly passedBy: Overtaker | null;
  /** The first of the same key that was committed later and took effect before this one. */
  readonly ofKey: Overtaker | null;
}

type Columns = Pick<Facts, "operations" | "targets">;

/**
 * Times that the history does not know overtake nothing.
 *
 * @param sentMs by operation, when it was first sent on
 */
export function overtakersOf(
  { operations, targets }: Columns,
  sentMs: ReadonlyMap<number, number>,
  op: number,
): Overtakers {
  const { flags, commitSeq, count } = operations;
  const own = slotOf(operations, op);
  if (own === null) return { passedBy: null, ofKey: null };
  const isLeftBehind = (flags[own] & COMMITTED) !== 0 && !sentMs.has(op);
  const ownEffectMs = effectMs(targets, own) ?? -Infinity;
  const key = operations.key(own, COMMIT_KEY);
  const [passedBy, ofKey] = [new First(), new First()];
  for (let slot = 0; slot < count; slot++) {
    const number = operations.op.get(slot);
    if (isLeftBehind && isWrittenLater(operations, slot, own)) {
      passedBy.offer(number, sentMs.get(number) ?? Infinity);
    }
    const isLaterOfKey = key >= 0 && operations.key(slot, COMMIT_KEY) === key &&
      commitSeq.get(slot) > commitSeq.get(own);
    const atMs = effectMs(targets, slot) ?? Infinity;
    if (isLaterOfKey && atMs < ownEffectMs) ofKey.offer(number, atMs);
  }
  return { passedBy: passedBy.found, ofKey: ofKey.found };
}

/** The earliest that was offered; one without a time does not count. */
class First {
  found: Overtaker | null = null;

  offer(op: number, atMs: number): void {
    if (atMs < (this.found?.atMs ?? Infinity)) this.found = { op, atMs };
  }
}

function isWrittenLater({ flags, writtenAt, start }: Columns["operations"], a: number, b: number) {
  const isKnown = (flags[a] & flags[b] & WRITTEN_KNOWN) !== 0;
  return isKnown ? writtenAt[a] > writtenAt[b] : start[a] > start[b];
}

function slotOf({ op, count }: Columns["operations"], number: number): number | null {
  for (let slot = 0; slot < count; slot++) if (op.get(slot) === number) return slot;
  return null;
}

/** When the operation first took effect in any target; null where it did not, or at no known time. */
function effectMs(targets: readonly Effects[], slot: number): number | null {
  const times = targets.filter(({ count }) => count[slot] > 0).map(({ at }) => at[slot])
    .filter((at) => !Number.isNaN(at));
  return times.length === 0 ? null : Math.min(...times);
}
