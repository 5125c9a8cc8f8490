/** A time axis that grows coarser as it grows longer. */

const finestBucketMs = 100;
/** An even number. A longer history gets wider buckets, so that its chart stays small. */
const mostBuckets = 1_200;
export type Merge = (earlier: number, later: number) => number;
export const sum: Merge = (a, b) => a + b;
export const last: Merge = (a, b) => Number.isNaN(b) ? a : b;

/** Columns over one time axis. Its buckets grow wider when a time does not fit. */
export class Axis {
  bucketMs = finestBucketMs;
  length = 0;
  readonly #columns: { values: Float64Array; merge: Merge; empty: number }[] = [];

  column(merge: Merge, empty: number): Float64Array {
    const values = new Float64Array(mostBuckets).fill(empty);
    this.#columns.push({ values, merge, empty });
    return values;
  }

  /** The bucket of this time; times before the start of the run go into the first. */
  bucketOf(atMs: number): number {
    while (atMs / this.bucketMs >= mostBuckets) this.#widen();
    const bucket = Math.max(0, Math.floor(atMs / this.bucketMs));
    if (bucket >= this.length) this.length = bucket + 1;
    return bucket;
  }

  #widen(): void {
    this.bucketMs *= 2;
    this.length = Math.ceil(this.length / 2);
    for (const { values, merge, empty } of this.#columns) {
      for (let i = 0; i < mostBuckets / 2; i++) {
        values[i] = merge(values[2 * i], values[2 * i + 1]);
      }
      values.fill(empty, mostBuckets / 2);
    }
  }
}
