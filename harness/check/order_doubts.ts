/** Why the order of a key cannot be told: collected target by target, said in one clause each. */
import type { Effects } from "../history/columns.ts";
import type { Facts } from "../history/facts.ts";
import { reasons } from "./checker.ts";
import { many } from "./evidence.ts";

export class OrderDoubts {
  readonly #facts: Facts;
  /** Number of operations without a `seq`, by key: of the target that has most of them. */
  readonly #withoutSeq = new Map<number, number>();
  /** Number of operations without a key: of the target that has most of them. */
  #withoutKey = 0;
  #sameSeq: { count: number; first: string } | null = null;
  #sameN: { count: number; first: string } | null = null;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  withoutSeq(key: number, count: number): void {
    this.#withoutSeq.set(key, Math.max(count, this.#withoutSeq.get(key) ?? 0));
  }

  withoutKey(count: number): void {
    this.#withoutKey = Math.max(count, this.#withoutKey);
  }

  /** @param slots two operations of this key */
  sameSeq(key: number, slots: readonly [number, number]): void {
    this.#sameSeq ??= { count: 0, first: `${this.#pair(slots, key)} have the same seq` };
    this.#sameSeq.count++;
  }

  /** @param slots two operations of this key */
  sameN(key: number, { name }: Effects, slots: readonly [number, number]): void {
    const where = name === "" ? "" : ` in ${name}`;
    this.#sameN ??= { count: 0, first: `${this.#pair(slots, key)} have the same n${where}` };
    this.#sameN.count++;
  }

  /** Null where there is no doubt. */
  get why(): string | null {
    return reasons(this.#noKey(), this.#noSeq(), same(this.#sameSeq), same(this.#sameN));
  }

  #noKey(): string | null {
    const count = this.#withoutKey;
    return count === 0
      ? null
      : `${many(count, "operation")} ${
        count === 1 ? "has no key: its" : "have no key: their"
      } order cannot be told`;
  }

  #noSeq(): string | null {
    const [first] = this.#withoutSeq;
    if (first === undefined) return null;
    const [key, count] = first;
    const more = this.#withoutSeq.size - 1;
    return `${many(count, "operation")} of ${this.#facts.keys.shown(key)} ${
      count === 1 ? "has no seq: its" : "have no seq: their"
    } order cannot be told${more === 0 ? "" : `, nor that of ${many(more, "more key")}`}`;
  }

  #pair(slots: readonly [number, number], key: number): string {
    const { op } = this.#facts.operations;
    const [a, b] = slots.map((slot) => op.get(slot)).sort((a, b) => a - b);
    return `op ${a} and op ${b} of ${this.#facts.keys.shown(key)}`;
  }
}

function same(found: { count: number; first: string } | null): string | null {
  if (found === null) return null;
  const more = found.count - 1;
  return `${found.first}: their order cannot be told${
    more === 0 ? "" : `, nor that of ${many(more, "more pair")}`
  }`;
}
