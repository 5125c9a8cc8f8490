/** Checks typed words, and answers an unknown word with one sentence. */
import { wrongUsage } from "../errors.ts";
import { nearest } from "./nearest.ts";

/** The words that begin with `word`, else the nearest one, where it is near enough. */
function nearTo(word: string, words: readonly string[]): string[] {
  const longer = words.filter((one) => word.length > 1 && one.startsWith(`${word}-`));
  if (longer.length > 0) return longer;
  const near = nearest(word, words);
  return near === null ? [] : [near];
}

/**
 * Returns the word if it is known.
 *
 * @param what the kind of word, with its place: `role in sync`
 * @throws Refusal (64) with the nearest word and all known words
 */
export function known(what: string, word: string, words: readonly string[]): string {
  if (words.includes(word)) return word;
  const meant = nearTo(word, words).map((one) => `'${one}'`).join(" or ");
  const hint = meant === "" ? "" : ` Did you mean ${meant}?`;
  const [kind, place = ""] = what.split(/(?= (?:in|of) )/);
  const all = `There is: ${words.join(", ")}`;
  throw wrongUsage(`There is no ${kind} '${word}'${place}.${hint} ${all}`);
}
