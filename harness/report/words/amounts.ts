/** Amounts, counts and operations as a person reads them. */

/** `1 operation`, `2 operations`. */
export function many(count: number, word: string): string {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

/** A sentence names so many things. */
const mostNamed = 3;

/** `a; b; c; and 2 more files`: the first few of `count` things. */
export function firstOf(clauses: readonly string[], count: number, word: string): string {
  const more = count - mostNamed;
  const others = more <= 0 ? "" : `; and ${many(more, `more ${word}`)}`;
  return clauses.slice(0, mostNamed).join("; ") + others;
}

/** The first few operations, for a sentence. */
export function named({ ops }: { readonly ops: readonly number[] }): string {
  const shown = ops.slice(0, 5).join(", ");
  return `op ${shown}${ops.length > 5 ? ", …" : ""}`;
}

/** `3.1 ms`, `1.25 s`. */
export function duration(ms: number): string {
  if (Math.abs(ms) >= 1000) return `${trimmed(ms / 1000, 2)} s`;
  return `${trimmed(ms, Math.abs(ms) < 10 ? 2 : 1)} ms`;
}

/** `61.2 MiB`. */
export function mebibytes(bytes: number): string {
  return `${trimmed(bytes / 2 ** 20, 1)} MiB`;
}

function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
