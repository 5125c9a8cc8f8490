/** Words for phrases: for each code a function that turns the phrase into one clause. */
import type { Phrase } from "../../check/phrase.ts";

/** @template Clause what a function returns: text, or markup of the page */
export type Words<P extends Phrase, Clause = string> = {
  readonly [Code in P["code"]]: (phrase: Extract<P, { readonly code: Code }>) => Clause;
};

/** Words whose types of phrases are known only in their own file. */
export type AnyWords<Clause = string> = Readonly<Record<string, (phrase: never) => Clause>>;

/** Returns the clause for this phrase; undefined where these words have none. */
export function clauseIn<Clause>(words: AnyWords<Clause>, phrase: Phrase): Clause | undefined {
  if (!Object.hasOwn(words, phrase.code)) return undefined;
  return words[phrase.code](phrase as never);
}
