/**
 * Columns of numbers: one place per operation and none per event, so that memory grows only with
 * the number of operations. An absent number is NaN, an absent name is -1.
 */
import { compareDecimals, type Decimal, exactOf } from "./exact.ts";
import { Numbers, wider } from "./numbers.ts";

// Bits of `Operations.flags`: what the history says about the operation.
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
/** A fault names the operation in its `ops`. */
export const AIMED_AT = 1 << 10;
export const PLAN_KNOWN = 1 << 11;
export const VALUE_KNOWN = 1 << 12;
export const EFFECT_VALUE_KNOWN = 1 << 13;
/** The operation's effects carried more than one value. */
export const EFFECT_VALUES_DIFFER = 1 << 14;
/** An effect of the operation had no `value` field. */
export const EFFECT_VALUE_MISSING = 1 << 15;
export const REDELIVERED = 1 << 16;
/** The plan says that the business rolls the operation back. */
export const ROLLS_BACK = 1 << 17;
/** The broker's log has more than one copy of the operation's message. */
export const STORED_AGAIN = 1 << 18;
/** The sender's own record says that the message was sent. */
export const MARKED_SENT = 1 << 19;
/** A consumer rejected the operation: it was set aside, and not by its sender. */
export const REJECTED = 1 << 20;
/** The operation's effects carried more than one key. */
export const EFFECT_KEYS_DIFFER = 1 << 21;
/** An effect of the operation had no key. */
export const EFFECT_KEY_MISSING = 1 << 22;
/** The sender set the operation aside: a row that will not be sent. */
export const SENDER_ASIDE = 1 << 23;
/** An effect of the operation carried a value other than the invoked one. */
export const VALUE_DIFFERS = 1 << 24;
// One bit for each kind of event that names a key: set where that key is the operation's first key.
export const INVOKE_KEY = 1 << 25;
export const COMMIT_KEY = 1 << 26;
/** The first effect that has a key, in any target. */
export const EFFECT_KEY = 1 << 27;
/** `Operations.writtenAt` has the operation's time. */
export const WRITTEN_KNOWN = 1 << 28;
export type KeyOwner = typeof INVOKE_KEY | typeof COMMIT_KEY | typeof EFFECT_KEY;

const denseLimit = 2 ** 28;
const pageBits = 12;
const pageSize = 1 << pageBits;

/** The capacity where the caller gives none. */
const usualCapacity = 1 << 12;

/**
 * The columns of all operations. They are made with a place for every operation that the history
 * can hold, so that they need not be copied to grow. A place is written when its operation is first
 * seen: the operating system gives memory only to pages that were written.
 */
export class Operations {
  /** Number of operations. Each has a slot, numbered in the order in which they were first seen. */
  count = 0;
  readonly op: Numbers;
  flags: Uint32Array<ArrayBuffer>;
  /** `planned`; where `PLAN_KNOWN` is missing, the time of the invoke. */
  start: Float64Array<ArrayBuffer>;
  /** Milliseconds from `planned` to the time of the invoke. */
  late: Float32Array<ArrayBuffer>;
  /** Time of the strongest outcome: ok, then fail, then info. */
  outcomeAt: Float64Array<ArrayBuffer>;
  commitAt: Float64Array<ArrayBuffer>;
  /** When the operation's row was written, before the commit; 0 where `WRITTEN_KNOWN` is missing. */
  writtenAt: Float64Array<ArrayBuffer>;
  readonly commitSeq: Numbers;
  /** The key that was named first. Most events of an operation name the same key. */
  #key: Int32Array<ArrayBuffer>;
  /** Keys that differ from the first, by the slot and the kind of event that names them. */
  readonly #otherKeys = new Map<string, number>();
  /** Two hashes of the value of the first effect; without an effect, of the invoked value. */
  valueA: Int32Array<ArrayBuffer>;
  valueB: Int32Array<ArrayBuffer>;
  /** A bit for each of the first 31 roles: set where the role got the operation. */
  roles: Int32Array<ArrayBuffer>;
  /** When the operation was first set aside, by slot. A map, because few are set aside. */
  readonly asideAt = new Map<number, number>();
  /** The slots that were set aside, by the `where` of the event. */
  readonly asidePlaces = new Map<string, Set<number>>();
  /** The exact `commitSeq` of the slots where the column holds a rounded one. */
  readonly longCommitSeq: LongNumbers = new Map();

  #capacity: number;
  #pages: (Int32Array | undefined)[] = [];
  #far = new Map<number, number>();

  constructor(capacity = usualCapacity) {
    this.#capacity = capacity;
    this.op = new Numbers(capacity);
    this.flags = new Uint32Array(capacity);
    this.start = new Float64Array(capacity);
    this.late = new Float32Array(capacity);
    this.outcomeAt = new Float64Array(capacity);
    this.commitAt = new Float64Array(capacity);
    this.writtenAt = new Float64Array(capacity);
    this.commitSeq = new Numbers(capacity);
    this.#key = new Int32Array(capacity);
    this.valueA = new Int32Array(capacity);
    this.valueB = new Int32Array(capacity);
    this.roles = new Int32Array(capacity);
  }

  /** Number of the key that the operation's event of this kind names; -1 where it names none. */
  key(slot: number, owner: KeyOwner): number {
    if ((this.flags[slot] & owner) !== 0) return this.#key[slot];
    return this.#otherKeys.size === 0 ? -1 : this.#otherKeys.get(`${slot} ${owner}`) ?? -1;
  }

  setKey(slot: number, owner: KeyOwner, key: number): void {
    if (this.#key[slot] < 0) this.#key[slot] = key;
    const isSame = key >= 0 && this.#key[slot] === key;
    if (isSame) this.flags[slot] |= owner;
    else this.flags[slot] &= ~owner;
    if (!isSame && key >= 0) this.#otherKeys.set(`${slot} ${owner}`, key);
    else if (this.#otherKeys.size > 0) this.#otherKeys.delete(`${slot} ${owner}`);
  }

  get capacity(): number {
    return this.#capacity;
  }

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
    const slot = this.count;
    if (slot === this.#capacity) this.#reserve(slot * 2);
    this.count++;
    this.op.set(slot, op);
    this.start[slot] = NaN;
    this.late[slot] = NaN;
    this.outcomeAt[slot] = NaN;
    this.commitAt[slot] = NaN;
    this.commitSeq.set(slot, NaN);
    this.#key[slot] = -1;
    return slot;
  }

  #reserve(capacity: number): void {
    this.#capacity = capacity;
    this.op.reserve(capacity);
    this.flags = wider(this.flags, capacity);
    this.start = wider(this.start, capacity);
    this.late = wider(this.late, capacity);
    this.outcomeAt = wider(this.outcomeAt, capacity);
    this.commitAt = wider(this.commitAt, capacity);
    this.writtenAt = wider(this.writtenAt, capacity);
    this.commitSeq.reserve(capacity);
    this.#key = wider(this.#key, capacity);
    this.valueA = wider(this.valueA, capacity);
    this.valueB = wider(this.valueB, capacity);
    this.roles = wider(this.roles, capacity);
  }
}

/** The exact numbers of the slots where a column has rounded the number. */
export type LongNumbers = Map<number, Decimal>;

/**
 * Compares two numbers; the result is below 0 where `a` is smaller. Two different doubles have the
 * order of their exact numbers. Equal doubles may be rounded: then the exact numbers decide.
 *
 * @param longA the exact number where `a` is rounded; likewise `longB` for `b`
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
  count: Uint32Array<ArrayBuffer>;
  at: Float64Array<ArrayBuffer>;
  readonly n: Numbers;
  readonly seq: Numbers;
  key: Int32Array<ArrayBuffer>;
  /** Number of the effect's event, counted over all files. */
  readonly position: Numbers;
  /** The exact `n` and `seq` of the slots where the columns hold rounded ones. */
  readonly longN: LongNumbers = new Map();
  readonly longSeq: LongNumbers = new Map();
  #capacity: number;

  constructor(name: string, capacity = usualCapacity) {
    this.name = name;
    this.#capacity = capacity;
    this.count = new Uint32Array(capacity);
    this.at = new Float64Array(capacity);
    this.n = new Numbers(capacity);
    this.seq = new Numbers(capacity);
    this.key = new Int32Array(capacity);
    this.position = new Numbers(capacity);
  }

  /** Makes room for this many slots, so that no reader reads past the end of a column. */
  reach(slots: number): void {
    if (slots <= this.#capacity) return;
    const capacity = this.#capacity = Math.max(slots, this.#capacity * 2);
    this.count = wider(this.count, capacity);
    this.at = wider(this.at, capacity);
    this.n.reserve(capacity);
    this.seq.reserve(capacity);
    this.key = wider(this.key, capacity);
    this.position.reserve(capacity);
  }

  /** Counts `times` effects; the arguments describe the first of them. */
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
    this.n.set(slot, n);
    this.seq.set(slot, seq);
    this.key[slot] = key;
    this.position.set(slot, position);
    keep(this.longN, slot, longN);
    keep(this.longSeq, slot, longSeq);
  }

  /** Compares by `n`; where an `n` is missing or both are equal, by the order in the files. */
  #precedes(n: number, position: number, slot: number, longN?: Decimal): boolean {
    const order = compareExactly(n, longN, this.n.get(slot), this.longN.get(slot));
    return order < 0 || (!(order > 0) && position < this.position.get(slot));
  }
}

function keep(numbers: LongNumbers, slot: number, long: Decimal | undefined): void {
  if (long !== undefined) numbers.set(slot, long);
  else if (numbers.size > 0) numbers.delete(slot);
}
