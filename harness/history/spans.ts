/** How long operations took, over time. */
import type { Axis } from "./axis.ts";
import type { Facts } from "./facts.ts";

/** Percentiles of each bucket, by the nearest rank; null where nothing was measured. */
export interface LatencyCurve {
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

/** The time from a begin to an end, of each operation that has both. */
export class Spans {
  readonly #from: Float64Array;
  readonly #tookMs: Float64Array;
  #count = 0;

  constructor(
    { operations }: Facts,
    begin: (slot: number) => number,
    end: (slot: number) => number,
  ) {
    this.#from = new Float64Array(operations.count);
    this.#tookMs = new Float64Array(operations.count);
    for (let slot = 0; slot < operations.count; slot++) {
      const from = begin(slot);
      const tookMs = end(slot) - from;
      if (!Number.isFinite(from) || !Number.isFinite(tookMs)) continue;
      this.#from[this.#count] = from;
      this.#tookMs[this.#count++] = tookMs;
    }
  }

  reach(axis: Axis): void {
    for (let i = 0; i < this.#count; i++) axis.bucketOf(this.#from[i]);
  }

  /** Sorts the times by bucket (a counting sort), then sorts each bucket. */
  curve(axis: Axis): LatencyCurve {
    const ends = new Uint32Array(axis.length + 1);
    for (let i = 0; i < this.#count; i++) ends[axis.bucketOf(this.#from[i]) + 1]++;
    for (let bucket = 0; bucket < axis.length; bucket++) ends[bucket + 1] += ends[bucket];
    const next = ends.slice();
    const sorted = new Float64Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      sorted[next[axis.bucketOf(this.#from[i])]++] = this.#tookMs[i];
    }
    const p50: (number | null)[] = [];
    const p99: (number | null)[] = [];
    for (let bucket = 0; bucket < axis.length; bucket++) {
      const values = sorted.subarray(ends[bucket], ends[bucket + 1]).sort();
      p50.push(rank(values, 0.5));
      p99.push(rank(values, 0.99));
    }
    return { p50, p99 };
  }
}

function rank(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
}
