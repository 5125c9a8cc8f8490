/** The known word that a mistyped word probably means. */
import leven from "leven";

/** Null where none is near enough. */
export function nearest(word: string, words: readonly string[]): string | null {
  const near = words.toSorted((a, b) => leven(a, word) - leven(b, word))[0];
  const most = Math.max(2, Math.ceil(word.length / 3));
  return near !== undefined && leven(near, word) <= most ? near : null;
}
