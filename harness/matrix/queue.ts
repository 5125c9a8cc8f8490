/** Hands out jobs, each when its needs are free. */
import { Locks, type Need } from "./locks.ts";

export interface Job<T> {
  readonly work: T;
  readonly needs: readonly Need[];
}

/** A piece of work and its needs; disposing frees them. */
export interface TakenJob<T> extends Disposable {
  readonly work: T;
}

export class Queue<T> {
  readonly #locks = new Locks();
  readonly #waiting: Job<T>[];
  #changed = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(jobs: readonly Job<T>[]) {
    this.#waiting = [...jobs];
  }

  /** Resolves with the next job when its needs are free; null where there are no more jobs. */
  async next(): Promise<TakenJob<T> | null> {
    for (;;) {
      if (this.#isClosed || this.#waiting.length === 0) return null;
      const i = this.#firstFree();
      if (i >= 0) return this.#hand(this.#waiting.splice(i, 1)[0]);
      await this.#changed.promise;
    }
  }

  /** Hands out no more jobs. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /**
   * The first job whose needs are free. A resource that an earlier job needs alone is reserved for
   * that job. Otherwise jobs that share the resource would follow one another, and the earlier job
   * would never begin.
   */
  #firstFree(): number {
    const reserved = new Set<string>();
    return this.#waiting.findIndex(({ needs }) => {
      const mayHave = needs.every(({ name }) => !reserved.has(name)) && this.#locks.areFree(needs);
      if (!mayHave) { for (const { name, alone } of needs) if (alone) reserved.add(name); }
      return mayHave;
    });
  }

  #hand({ work, needs }: Job<T>): TakenJob<T> {
    const lock = this.#locks.take(needs);
    return {
      work,
      [Symbol.dispose]: () => {
        lock[Symbol.dispose]();
        this.#wake();
      },
    };
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
