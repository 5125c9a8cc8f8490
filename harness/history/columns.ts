/**
 * Columns of numbers: one place an operation, none an event, so that memory grows with operations
 * alone. Absent numbers are NaN, absent names -1.
 */
import { compareDecimals, type Decimal, exactOf } from "./exact.ts";

// Bits of `Operations.flags`: what was seen of the operation.
export const INVOKED = 1 << 0;
export const DROPPED = 1 << 1;
export const ACKNOWLEDGED = 1 << 2;
export const REFUSED = 1 << 3;
export const UNCERTAIN = 1 << 4;
export const COMMITTED = 1 << 5;
export const SENT = 1 << 6;
export const IN_BROKER = 1 << 7;
export const DELIVERED = 1 << 8;
export const SET_ASIDE = 1 << 9;
/** A fault's `ops` names it. */
export const AIMED_AT = 1 << 10;
export const PLAN_KNOWN = 1 << 11;
export const VALUE_KNOWN = 1 << 12;
export const EFFECT_VALUE_KNOWN = 1 << 13;
/** Its effects carried more than one value. */
export const EFFECT_VALUES_DIFFER = 1 << 14;
/** An effect of it had no `value` field. */
export const EFFECT_VALUE_MISSING = 1 << 15;
export const REDELIVERED = 1 << 16;
/** The plan says that the business rolls it back. */
export const ROLLS_BACK = 1 << 17;
/** The broker's log has more than one copy of it. */
export const STORED_AGAIN = 1 << 18;
/** The sender's own record says that it was sent. */
export const MARKED_SENT = 1 << 19;
/** A consumer rejected it: it was set aside, and not by its sender. */
export const REJECTED = 1 << 20;
/** Its sender set it aside: a row of its that will not be sent. */
export const SENDER_ASIDE = 1 << 23;
/** Its effects carried more than one key. */
export const EFFECT_KEYS_DIFFER = 1 << 21;
/** An effect of it had no key. */
export const EFFECT_KEY_MISSING = 1 << 22;

const denseLimit = 2 ** 28;
const pageBits = 12;
const pageSize = 1 << pageBits;

export class Operations {
  /** Number of operations; they are numbered by slots, in the order in which they were first seen. */
  count = 0;
  op = new Float64Array(1024);
  flags = new Uint32Array(1024);
  /** `planned`; where `PLAN_KNOWN` is missing, the time of the invoke. */
  start = new Float64Array(1024).fill(NaN);
  /** From `planned` to the time of the invoke. */
  late = new Float32Array(1024).fill(NaN);
  /** Of the strongest outcome: ok, then fail, then info. */
  outcomeAt = new Float64Array(1024).fill(NaN);
  commitAt = new Float64Array(1024).fill(NaN);
  commitSeq = new Float64Array(1024).fill(NaN);
  commitKey = new Int32Array(1024).fill(-1);
  invokeKey = new Int32Array(1024).fill(-1);
  /** Two hashes of the value invoked. */
  valueA = new Int32Array(1024);
  valueB = new Int32Array(1024);
  /** Of the first value an effect carried. */
  effectA = new Int32Array(1024);
  effectB = new Int32Array(1024);
  /** The first key an effect carried, in whichever target. */
  effectKey = new Int32Array(1024).fill(-1);
  /** A bit for each of the first 31 roles that got it. */
  roles = new Int32Array(1024);
  /** When it was first set aside; few are. */
  readonly asideAt = new Map<number, number>();
  /** The slots that were set aside, by the `where` of the event. */
  readonly asidePlaces = new Map<string, Set<number>>();
  /** `commitSeq` of the slots where that is rounded. */
  readonly longCommitSeq: LongNumbers = new Map();

  #pages: (Int32Array | undefined)[] = [];
  #far = new Map<number, number>();

  /** The slot of an operation; a new one where it was not seen before. */
  slot(op: number): number {
    if (op >= denseLimit) return this.#farSlot(op);
    const page = this.#pages[op >>> pageBits] ?? this.#newPage(op >>> pageBits);
    const slot = page[op & (pageSize - 1)];
    if (slot >= 0) return slot;
    return page[op & (pageSize - 1)] = this.#add(op);
  }

  #newPage(number: number): Int32Array {
    while (this.#pages.length < number) this.#pages.push(undefined);
    return this.#pages[number] = new Int32Array(pageSize).fill(-1);
  }

  #farSlot(op: number): number {
    const known = this.#far.get(op);
    if (known !== undefined) return known;
    const slot = this.#add(op);
    this.#far.set(op, slot);
    return slot;
  }

  #add(op: number): number {
    if (this.count === this.op.length) this.#widen();
    this.op[this.count] = op;
    return this.count++;
  }

  #widen(): void {
    this.op = wider(this.op, 0);
    this.flags = wider(this.flags, 0);
    this.start = wider(this.start, NaN);
    this.late = wider(this.late, NaN);
    this.outcomeAt = wider(this.outcomeAt, NaN);
    this.commitAt = wider(this.commitAt, NaN);
    this.commitSeq = wider(this.commitSeq, NaN);
    this.commitKey = wider(this.commitKey, -1);
    this.invokeKey = wider(this.invokeKey, -1);
    this.valueA = wider(this.valueA, 0);
    this.valueB = wider(this.valueB, 0);
    this.effectA = wider(this.effectA, 0);
    this.effectB = wider(this.effectB, 0);
    this.effectKey = wider(this.effectKey, -1);
    this.roles = wider(this.roles, 0);
  }
}

/** The exact numbers of the slots whose numbers a column has rounded. */
export type LongNumbers = Map<number, Decimal>;

/**
 * Below 0 where `a` is smaller. Doubles in the same order as the numbers they stand for, but for
 * those that are equal: `longA` and `longB` are exact where the doubles are rounded.
 */
export function compareExactly(
  a: number,
  longA: Decimal | undefined,
  b: number,
  longB: Decimal | undefined,
): number {
  if (a !== b || (longA === undefined && longB === undefined)) return a - b;
  return compareDecimals(exactOf(a, longA), exactOf(b, longB));
}

/** The first effect of each operation in one target, by slot, and how many there were. */
export class Effects {
  name: string;
  count = new Uint32Array(1024);
  at = new Float64Array(1024).fill(NaN);
  n = new Float64Array(1024).fill(NaN);
  seq = new Float64Array(1024).fill(NaN);
  key = new Int32Array(1024).fill(-1);
  /** Its place in the files, read one after the other. */
  position = new Float64Array(1024);
  /** `n` and `seq` of the slots where those are rounded. */
  readonly longN: LongNumbers = new Map();
  readonly longSeq: LongNumbers = new Map();

  constructor(name: string) {
    this.name = name;
  }

  /** Makes room for this slot; reading past the end of a column must not happen. */
  reach(slots: number): void {
    while (this.count.length < slots) {
      this.count = wider(this.count, 0);
      this.at = wider(this.at, NaN);
      this.n = wider(this.n, NaN);
      this.seq = wider(this.seq, NaN);
      this.key = wider(this.key, -1);
      this.position = wider(this.position, 0);
    }
  }

  /** Counts `times` effects, the first of which is this one. */
  add(
    slot: number,
    at: number,
    n: number,
    seq: number,
    key: number,
    position: number,
    times: number,
    longN?: Decimal,
    longSeq?: Decimal,
  ) {
    this.reach(slot + 1);
    const before = this.count[slot];
    this.count[slot] = before + times;
    if (before > 0 && !this.#precedes(n, position, slot, longN)) return;
    this.at[slot] = at;
    this.n[slot] = n;
    this.seq[slot] = seq;
    this.key[slot] = key;
    this.position[slot] = position;
    keep(this.longN, slot, longN);
    keep(this.longSeq, slot, longSeq);
  }

  /** By `n`; by their order in the files where one has none, or both the same. */
  #precedes(n: number, position: number, slot: number, longN?: Decimal): boolean {
    const order = compareExactly(n, longN, this.n[slot], this.longN.get(slot));
    return order < 0 || (!(order > 0) && position < this.position[slot]);
  }
}

function keep(numbers: LongNumbers, slot: number, long: Decimal | undefined): void {
  if (long !== undefined) numbers.set(slot, long);
  else if (numbers.size > 0) numbers.delete(slot);
}

type Column =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

function wider<T extends Column>(column: T, empty: number): T {
  const result = new (column.constructor as new (length: number) => T)(column.length * 2);
  result.set(column);
  if (empty !== 0) result.fill(empty, column.length);
  return result;
}
