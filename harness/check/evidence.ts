/** The questions that every checker asks about one operation of a history. */
import {
  ACKNOWLEDGED,
  AIMED_AT,
  COMMITTED,
  DELIVERED,
  DROPPED,
  type Effects,
  IN_BROKER,
  INVOKED,
  MARKED_SENT,
  REFUSED,
  REJECTED,
  SENT,
  SET_ASIDE,
  UNCERTAIN,
} from "../history/columns.ts";
import { type Hop, type Sighting, usualHops } from "../contract/hop.ts";
import type { Numbers } from "../history/numbers.ts";
import type { Facts } from "../history/facts.ts";
import { Asides } from "./asides.ts";

/** The lists of a result. */
export const anomalyNames = [
  "lost",
  "duplicate",
  "phantom",
  "outOfOrder",
  "corrupted",
  "pending",
  "recovered",
  "redelivered",
  "aside",
] as const;
export type AnomalyName = (typeof anomalyNames)[number];

/** The flags that a sighting leaves. `applied` has no flag: `isApplied` decides it. */
const sightings: Readonly<Record<Sighting, number>> = {
  committed: COMMITTED,
  sent: SENT,
  marked: MARKED_SENT,
  stored: IN_BROKER,
  delivered: DELIVERED,
  rejected: REJECTED,
  applied: 0,
};

const opsListed = 1_000;

/** A count, and the first operations by number. */
export class Tally {
  count = 0;
  readonly ops: number[] = [];

  add(op: number, times = 1): void {
    this.count += times;
    if (this.ops.length < opsListed) this.ops.push(op);
  }
}

const outcomes = ACKNOWLEDGED | REFUSED | UNCERTAIN;

/** Methods take the slot of the operation in `facts.operations`. */
export class Evidence {
  readonly facts: Facts;
  /** The stations of an operation, in the order in which it passes through them. */
  readonly hops: readonly Hop[];
  readonly #flags: Uint32Array;
  readonly #inTruth: number;
  /** Slots in the order of their operations' numbers; null where they are in this order already. */
  readonly #order: Uint32Array | null;
  readonly #asides: Asides;
  #missing: readonly number[] | null = null;
  #scratch: Float64Array | null = null;

  constructor(facts: Facts, hops: readonly Hop[] = usualHops) {
    this.facts = facts;
    this.hops = hops;
    this.#flags = facts.operations.flags;
    this.#inTruth = facts.truth === "commit" ? COMMITTED : ACKNOWLEDGED;
    this.#order = byNumber(facts.operations.op, facts.operations.count);
    const joined = facts.joined.map(({ effects }) => effects);
    this.#asides = new Asides(facts, facts.declared === null ? [] : [...facts.declared, ...joined]);
  }

  /**
   * A buffer with one number per operation. Only one function at a time may use it, until that
   * function returns. It is allocated once, because freed memory is not available again at once.
   */
  get scratch(): Float64Array {
    return this.#scratch ??= new Float64Array(this.facts.operations.count);
  }

  /** When the last operation was planned, in milliseconds; -Infinity where no time is known. */
  get loadEndMs(): number {
    let endMs = -Infinity;
    const { start, count } = this.facts.operations;
    for (let slot = 0; slot < count; slot++) if (start[slot] > endMs) endMs = start[slot];
    return endMs;
  }

  /** A halted role may have left work that nobody can see, so a history with a halt is not drained. */
  get isDrained(): boolean {
    return this.facts.drained?.complete === true && this.facts.halts.length === 0;
  }

  /** Every line can be read. An unreadable line may hold an event that seems to be missing. */
  get isWhole(): boolean {
    return this.facts.unreadable.count === 0;
  }

  /** Events that are missing now will not come later. */
  get isMissingForGood(): boolean {
    return this.isDrained && this.isWhole;
  }

  /** The same, of work that needs no halted role: after a halt, all else came to rest. */
  get isAtRest(): boolean {
    const { drained, halts } = this.facts;
    const isAtRest = drained?.complete === true || (drained?.atRest === true && halts.length > 0);
    return this.isWhole && isAtRest;
  }

  /** Calls `use` with every slot, in the order of the operations' numbers. */
  each(use: (slot: number) => void): void {
    const { count } = this.facts.operations;
    if (this.#order === null) { for (let slot = 0; slot < count; slot++) use(slot); }
    else for (const slot of this.#order) use(slot);
  }

  /** The operations for which `isSo` returns true. */
  tally(isSo: (slot: number) => boolean): Tally {
    const tally = new Tally();
    const { op } = this.facts.operations;
    this.each((slot) => isSo(slot) && tally.add(op.get(slot)));
    return tally;
  }

  has(slot: number, flag: number): boolean {
    return (this.#flags[slot] & flag) !== 0;
  }

  /** The commits, or the outcomes if these are the truth, say that the operation happened. */
  happened(slot: number): boolean {
    return (this.#flags[slot] & this.#inTruth) !== 0;
  }

  isAcknowledged(slot: number): boolean {
    return this.has(slot, ACKNOWLEDGED);
  }

  isRefused(slot: number): boolean {
    return (this.#flags[slot] & (REFUSED | ACKNOWLEDGED)) === REFUSED;
  }

  isDropped(slot: number): boolean {
    return (this.#flags[slot] & (DROPPED | outcomes)) === DROPPED;
  }

  /** The caller does not know the outcome: it got `info`, or the history ends before the outcome. */
  isUncertain(slot: number): boolean {
    const flags = this.#flags[slot];
    if ((flags & (ACKNOWLEDGED | REFUSED)) !== 0) return false;
    return (flags & UNCERTAIN) !== 0 || (flags & (INVOKED | DROPPED)) === INVOKED;
  }

  isPlanned(slot: number): boolean {
    return this.has(slot, INVOKED | DROPPED | outcomes);
  }

  /** The operation has an effect in at least one target. */
  isApplied(slot: number): boolean {
    for (const effects of this.facts.targets) if (effects.count[slot] > 0) return true;
    return false;
  }

  /** The operation has an effect in every target that it must reach. */
  isAppliedEverywhere(slot: number): boolean {
    const { declared } = this.facts;
    if (declared === null) return this.isApplied(slot);
    for (const effects of declared) if (effects.count[slot] === 0) return false;
    for (const late of this.facts.joined) {
      if (this.#isOwedTo(late, slot) && late.effects.count[slot] === 0) return false;
    }
    return true;
  }

  /** Without a commit time it is not certain that the operation had to reach the target. */
  #isOwedTo({ fromMs }: Facts["joined"][number], slot: number): boolean {
    return fromMs <= 0 || this.facts.operations.commitAt[slot] >= fromMs;
  }

  /** The operation was set aside, a fault aimed at it, and the aside covers each target that lacks it. */
  isExcused(slot: number): boolean {
    const both = SET_ASIDE | AIMED_AT;
    return (this.#flags[slot] & both) === both && this.#asides.standFor(slot, this.lacking(slot));
  }

  /** The targets that the operation must reach but in which it has no effect. Undeclared targets are left out. */
  lacking(slot: number): Effects[] {
    const { declared, joined } = this.facts;
    const late = joined.filter((one) => this.#isOwedTo(one, slot)).map(({ effects }) => effects);
    return [...declared ?? [], ...late].filter(({ count }) => count[slot] === 0);
  }

  /** The operation was acknowledged, and the source does not have it. */
  isMissingAtSource(slot: number): boolean {
    return this.facts.truth === "commit" && this.isAcknowledged(slot) && !this.happened(slot);
  }

  /** The slots of the missing operations, in the order of the operations' numbers. */
  get missing(): readonly number[] {
    if (this.#missing !== null) return this.#missing;
    const missing: number[] = [];
    this.each((slot) => this.isMissing(slot) && missing.push(slot));
    return this.#missing = missing;
  }

  /** Whether a missing operation is lost: all was drained, and it had happened before that. */
  isLost(slot: number): boolean {
    return this.isMissingForGood && !this.isAfterTheEnd(slot);
  }

  /** The missing operations that are not known to be lost. */
  get pending(): Tally {
    const tally = new Tally();
    const { op } = this.facts.operations;
    for (const slot of this.missing) if (!this.isLost(slot)) tally.add(op.get(slot));
    return tally;
  }

  /** The operation happened after the reported drain, so the drain proves nothing about it. */
  isAfterTheEnd(slot: number): boolean {
    const endMs = this.facts.drained?.atMs ?? Infinity;
    const { commitAt, outcomeAt } = this.facts.operations;
    return (this.has(slot, COMMITTED) ? commitAt[slot] : outcomeAt[slot]) > endMs;
  }

  /** Whether the operation is missing: lost if all is drained, pending otherwise. */
  isMissing(slot: number): boolean {
    if (this.isMissingAtSource(slot)) return true;
    return this.happened(slot) && !this.isAppliedEverywhere(slot) && !this.isExcused(slot);
  }

  /** The operation was applied, but it did not happen. */
  isPhantom(slot: number): boolean {
    if (this.happened(slot) || !this.isApplied(slot)) return false;
    return !(this.facts.truth === "outcome" && this.isUncertain(slot));
  }

  /** The operation arrived although its caller never learned that it happened. */
  isRecovered(slot: number): boolean {
    if (!this.isUncertain(slot) || !this.isApplied(slot)) return false;
    return this.happened(slot) || this.facts.truth === "outcome";
  }

  /** The name of the last station that saw the operation. */
  lastHop(slot: number): string {
    const [first] = this.hops;
    if (this.isMissingAtSource(slot)) return first.name;
    return this.hops.findLast(({ seenBy }) => seenBy.some((by) => this.#isSeen(slot, by)))?.name ??
      first.name;
  }

  #isSeen(slot: number, by: Sighting): boolean {
    return by === "applied" ? this.isApplied(slot) : this.has(slot, sightings[by]);
  }
}

function byNumber(op: Numbers, count: number): Uint32Array | null {
  let sorted = true;
  for (let slot = 1; slot < count && sorted; slot++) sorted = op.get(slot - 1) < op.get(slot);
  if (sorted) return null;
  return Uint32Array.from({ length: count }, (_, slot) => slot).sort((a, b) =>
    op.get(a) - op.get(b)
  );
}

/** Operations that were set aside and later applied: somebody put them back. */
export function appliedAfterAll(evidence: Evidence): Tally {
  return evidence.tally((slot) => evidence.has(slot, SET_ASIDE) && evidence.isApplied(slot));
}
