/** A column of numbers: four bytes each while all are small and whole, else eight. */

/** Stands for NaN among whole numbers. */
const absent = -(2 ** 31);

export class Numbers {
  #small: Int32Array<ArrayBuffer> | null;
  #wide: Float64Array<ArrayBuffer> | null = null;

  constructor(capacity: number) {
    this.#small = new Int32Array(capacity);
  }

  /** NaN where `set` was given NaN. Only slots that were set have a number. */
  get(slot: number): number {
    if (this.#small === null) return this.#wide![slot];
    const number = this.#small[slot];
    return number === absent ? NaN : number;
  }

  set(slot: number, number: number): void {
    const small = this.#small;
    if (small === null) this.#wide![slot] = number;
    else if ((number | 0) === number && number !== absent) small[slot] = number;
    else if (number !== number) small[slot] = absent;
    else {
      this.#wide = Float64Array.from(small, (one) => one === absent ? NaN : one);
      this.#small = null;
      this.#wide[slot] = number;
    }
  }

  reserve(capacity: number): void {
    if (this.#small !== null) this.#small = wider(this.#small, capacity);
    else this.#wide = wider(this.#wide!, capacity);
  }
}

export type Column =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

/** Copies the column to a longer one; the system gives memory only to places that are written. */
export function wider<T extends Column>(column: T, capacity: number): T {
  const result = new (column.constructor as new (length: number) => T)(capacity);
  result.set(column);
  return result;
}
