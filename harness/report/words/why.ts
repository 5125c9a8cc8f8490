/** The reason of a verdict, or of a doubt, in the language of the page. */
import type { Phrase } from "../../check/phrase.ts";
import type { Result } from "../result.ts";
import type { Catalogue } from "./en/mod.ts";
import { wordsOf } from "./mod.ts";
import { english, joined, type Said } from "./said.ts";
import { type AnyWords, clauseIn } from "./words.ts";

/** A phrase as a result has it; another version may have written it. */
type Finding = Result["promises"][number]["findings"][number];

/**
 * @param why the reason in English, as the result has it
 * @param findings the same as data
 * @returns the reason in English where this asynclab cannot tell the findings: another version wrote
 * them
 */
export function whyIn({ phrases }: Catalogue, why: string, findings: readonly Finding[]): Said {
  if (phrases === null) return why;
  if (!tells(findings, why)) return english(why);
  const clauses = findings.map((phrase) => clauseIn(phrases as AnyWords<Said>, phrase as Phrase));
  return clauses.includes(undefined) ? english(why) : joined(clauses as Said[], "; ");
}

/** Whether these findings, with all their figures, are what the sentence says. */
function tells(findings: readonly Finding[], why: string): boolean {
  try {
    return wordsOf(findings as readonly Phrase[]) === why;
  } catch {
    // An unknown code, or a figure that is missing.
    return false;
  }
}
