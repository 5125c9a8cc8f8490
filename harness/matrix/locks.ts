/** Resources that cases share: several cases use a resource together, or one case uses it alone. */

/** A shared resource that a case needs; `alone` where the case breaks it. */
export interface Need {
  readonly name: string;
  readonly alone: boolean;
}

export class Locks {
  /** How many cases hold a resource; -1 where one case holds it alone. */
  readonly #holders = new Map<string, number>();

  /** True where all of these resources can be taken now. */
  areFree(needs: readonly Need[]): boolean {
    return needs.every(({ name, alone }) => {
      const count = this.#holders.get(name) ?? 0;
      return alone ? count === 0 : count >= 0;
    });
  }

  /** Holds all of these resources until disposed. @throws Error where one is not free */
  take(needs: readonly Need[]): Disposable {
    if (!this.areFree(needs)) throw new Error("Cannot take a lock that is not free");
    for (const { name, alone } of needs) this.#add(name, alone ? -1 : 1);
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        for (const { name, alone } of needs) this.#add(name, alone ? 1 : -1);
      },
    };
  }

  #add(name: string, count: number): void {
    this.#holders.set(name, (this.#holders.get(name) ?? 0) + count);
  }
}
