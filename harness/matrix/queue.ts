/** Hands out what is to be done, each when what it needs is free. */
import { Locks, type Need } from "./locks.ts";

export interface Job<T> {
  readonly work: T;
  readonly needs: readonly Need[];
}

/** A piece of work, and what it needs; disposing gives that back. */
export interface Taken<T> extends Disposable {
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

  /** The next that can be done, waited for; null where there is none any more. */
  async next(): Promise<Taken<T> | null> {
    for (;;) {
      if (this.#isClosed || this.#waiting.length === 0) return null;
      const i = this.#firstFree();
      if (i >= 0) return this.#hand(this.#waiting.splice(i, 1)[0]);
      await this.#changed.promise;
    }
  }

  /** Hands out nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /**
   * The first whose needs are free. What an earlier one waits for to have alone is kept for it: else
   * those that share it would follow one another, and it would never come.
   */
  #firstFree(): number {
    const kept = new Set<string>();
    return this.#waiting.findIndex(({ needs }) => {
      const mayHave = needs.every(({ name }) => !kept.has(name)) && this.#locks.areFree(needs);
      if (!mayHave) { for (const { name, alone } of needs) if (alone) kept.add(name); }
      return mayHave;
    });
  }

  #hand({ work, needs }: Job<T>): Taken<T> {
    const held = this.#locks.take(needs);
    return {
      work,
      [Symbol.dispose]: () => {
        held[Symbol.dispose]();
        this.#wake();
      },
    };
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
