/** The changes that each operation's transaction made: a bit for each of the first 31 changes. */
import { wider } from "./numbers.ts";

/** At most this many changes of one transaction have a bit. */
export const mostChanges = 31;

/** The changes that the source made, by the slot of the operation. */
export class Changes {
  /** A bit for each change that an event names. */
  seen: Int32Array<ArrayBuffer>;
  /** How many changes the transaction made: 0 where no event says it, -1 where two events disagree. */
  of: Int32Array<ArrayBuffer>;
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.seen = new Int32Array(capacity);
    this.of = new Int32Array(capacity);
  }

  /** Makes room for this many slots, so that no reader reads past the end of a column. */
  reach(slots: number): void {
    if (slots <= this.#capacity) return;
    this.#capacity = Math.max(slots, this.#capacity * 2);
    this.seen = wider(this.seen, this.#capacity);
    this.of = wider(this.of, this.#capacity);
  }

  add(slot: number, i: number, of: number): void {
    this.reach(slot + 1);
    this.seen[slot] |= 1 << i;
    const before = this.of[slot];
    this.of[slot] = before === 0 || before === of ? of : -1;
  }
}

/** The changes that one target applied, by the slot of the operation. */
export class AppliedChanges {
  readonly name: string;
  /** A bit for each change that was applied. */
  seen: Int32Array<ArrayBuffer>;
  /** The target's transaction that the first event names. */
  #txid: Float64Array<ArrayBuffer>;
  #isSplit: Uint32Array<ArrayBuffer>;
  #capacity: number;

  constructor(name: string, capacity: number) {
    this.name = name;
    this.#capacity = capacity;
    this.seen = new Int32Array(capacity);
    this.#txid = new Float64Array(capacity);
    this.#isSplit = new Uint32Array(capacity);
  }

  /** Makes room for this many slots, so that no reader reads past the end of a column. */
  reach(slots: number): void {
    if (slots <= this.#capacity) return;
    this.#capacity = Math.max(slots, this.#capacity * 2);
    this.seen = wider(this.seen, this.#capacity);
    this.#txid = wider(this.#txid, this.#capacity);
    this.#isSplit = wider(this.#isSplit, this.#capacity);
  }

  add(slot: number, i: number, txid: number): void {
    this.reach(slot + 1);
    if (this.seen[slot] === 0) this.#txid[slot] = txid;
    else if (this.#txid[slot] !== txid) this.#isSplit[slot] = 1;
    this.seen[slot] |= 1 << i;
  }

  /** Whether the operation's changes were applied in more than one transaction. */
  isSplit(slot: number): boolean {
    return this.#isSplit[slot] === 1;
  }
}
