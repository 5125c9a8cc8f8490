/** Why the order of a key is not known: collected per target, one phrase for each reason. */
import type { Effects } from "../history/columns.ts";
import type { Facts } from "../history/facts.ts";
import type { Says } from "./phrase.ts";

export type OrderDoubt =
  /** `count` operations have no key. */
  | Says<"no-key", { count: number }>
  /** `count` operations of `key` have no `seq`. `keys` is the number of keys with such operations. */
  | Says<"no-seq", { count: number; key: string; keys: number }>
  | Says<"same-seq", Pair>
  /** `target` is empty where the history names none. */
  | Says<"same-n", Pair & { target: string }>;

/** The first pair; `pairs` is the number of all. */
type Pair = {
  readonly ops: readonly number[];
  readonly key: string;
  pairs: number;
};

export class OrderDoubts {
  readonly #facts: Facts;
  /** Number of operations without a `seq`, by key, in the target with the most of them. */
  readonly #withoutSeq = new Map<number, number>();
  /** Number of operations without a key, in the target with the most of them. */
  #withoutKey = 0;
  #sameSeq: Pair | null = null;
  #sameN: (Pair & { readonly target: string }) | null = null;

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
    this.#sameSeq ??= this.#pair(slots, key);
    this.#sameSeq.pairs++;
  }

  /** @param slots two operations of this key */
  sameN(key: number, { name }: Effects, slots: readonly [number, number]): void {
    this.#sameN ??= { ...this.#pair(slots, key), target: name };
    this.#sameN.pairs++;
  }

  /** Empty where there is no doubt. */
  get phrases(): OrderDoubt[] {
    const [first] = this.#withoutSeq;
    const doubts: OrderDoubt[] = [];
    if (this.#withoutKey > 0) doubts.push({ code: "no-key", count: this.#withoutKey });
    if (first !== undefined) {
      const [key, count] = first;
      const keys = this.#withoutSeq.size;
      doubts.push({ code: "no-seq", count, key: this.#facts.keys.shown(key), keys });
    }
    if (this.#sameSeq !== null) doubts.push({ code: "same-seq", ...this.#sameSeq });
    if (this.#sameN !== null) doubts.push({ code: "same-n", ...this.#sameN });
    return doubts;
  }

  #pair(slots: readonly [number, number], key: number): Pair {
    const { op } = this.#facts.operations;
    const ops = slots.map((slot) => op.get(slot)).sort((a, b) => a - b);
    return { ops, key: this.#facts.keys.shown(key), pairs: 0 };
  }
}
