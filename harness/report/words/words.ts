/** Words for phrases: for each code a function that turns the phrase into one clause. */
import type { Phrase } from "../../check/phrase.ts";

export type Words<P extends Phrase> = {
  readonly [Code in P["code"]]: (phrase: Extract<P, { readonly code: Code }>) => string;
};

/** Words whose types of phrases are known only in their own file. */
export type AnyWords = Readonly<Record<string, (phrase: never) => string>>;

/** Returns the clause for this phrase; undefined where these words have none. */
export function clauseIn(words: AnyWords, phrase: Phrase): string | undefined {
  if (!Object.hasOwn(words, phrase.code)) return undefined;
  return words[phrase.code](phrase as never);
}
