/** Amounts and operations in Korean. Durations and sizes are written as in English. */

/** `1,204건`. */
export const count = (amount: number, unit: string): string =>
  `${amount.toLocaleString("en")}${unit}`;

/** A sentence names so many things. */
const mostNamed = 3;

/** `a; b; c; 외 2개`: the first few of `all` things. */
export function firstOf(clauses: readonly string[], all: number, unit: string): string {
  const more = all - mostNamed;
  const shown = clauses.slice(0, mostNamed).join("; ");
  return more <= 0 ? shown : `${shown}; 외 ${count(more, unit)}`;
}

/** The first few operations, for a sentence: `작업 1, 2, …`. */
export function named({ ops }: { readonly ops: readonly number[] }): string {
  return `작업 ${ops.slice(0, 5).join(", ")}${ops.length > 5 ? ", …" : ""}`;
}
