/** The words of some phrases: for each code a function from the phrase to one clause. */
import type { Phrase } from "../../check/phrase.ts";

export type Words<P extends Phrase> = {
  readonly [Code in P["code"]]: (phrase: Extract<P, { readonly code: Code }>) => string;
};

/** Of phrases that only their own file knows. */
export type AnyWords = Readonly<Record<string, (phrase: never) => string>>;

/** The clause for this phrase; undefined where these words have none. */
export function clauseIn(words: AnyWords, phrase: Phrase): string | undefined {
  if (!Object.hasOwn(words, phrase.code)) return undefined;
  return words[phrase.code](phrase as never);
}
