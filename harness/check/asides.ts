/** Excuses missing effects of operations that were set aside: in one target, or in all of them. */
import type { Effects } from "../history/columns.ts";
import type { Facts } from "../history/facts.ts";

export class Asides {
  /** Slots of operations that were set aside at a place that is not a target. */
  readonly #everywhere = new Set<number>();
  /** Slots of operations that were set aside at a target, by the target. */
  readonly #in = new Map<Effects, ReadonlySet<number>>();

  /** @param owed the targets that operations must reach */
  constructor({ operations }: Facts, owed: readonly Effects[]) {
    for (const [where, slots] of operations.asidePlaces) {
      const target = owed.find(({ name }) => name === where);
      if (target !== undefined) this.#in.set(target, slots);
      else for (const slot of slots) this.#everywhere.add(slot);
    }
  }

  /** Whether the operation was set aside for each of these targets. */
  standFor(slot: number, targets: readonly Effects[]): boolean {
    return this.#everywhere.has(slot) ||
      (targets.length > 0 && targets.every((target) => this.#in.get(target)?.has(slot) === true));
  }
}
