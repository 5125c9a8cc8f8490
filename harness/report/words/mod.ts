/** The English words for every phrase of a checker, also in `result.json`. For a new promise, add a file and a line here. */
import type { Phrase } from "../../check/phrase.ts";
import { boundedMemory } from "./bounded-memory.ts";
import { boundedRetention } from "./bounded-retention.ts";
import { boundedWait } from "./bounded-wait.ts";
import { callerSurvives } from "./caller-survives.ts";
import { doubts } from "./doubts.ts";
import { faults } from "./faults.ts";
import { knownServer } from "./known-server.ts";
import { noContradiction } from "./no-contradiction.ts";
import { noCorruption } from "./no-corruption.ts";
import { noDuplicate } from "./no-duplicate.ts";
import { noLoss } from "./no-loss.ts";
import { noOrphan } from "./no-orphan.ts";
import { noPhantom } from "./no-phantom.ts";
import { noSilentGap } from "./no-silent-gap.ts";
import { nothingUnreadRemoved } from "./nothing-unread-removed.ts";
import { onTime } from "./on-time.ts";
import { orderPerKey } from "./order-per-key.ts";
import type { WordedPhrase } from "./phrase_words.ts";
import { progresses } from "./progresses.ts";
import { replicaEqual } from "./replica-equal.ts";
import { shared } from "./shared.ts";
import { storedOnce } from "./stored-once.ts";
import { totalsAgree } from "./totals-agree.ts";
import { wholeTransactions } from "./whole-transactions.ts";
import { type AnyWords, clauseIn, type Words } from "./words.ts";

/** If a phrase of a checker in `harness/check/mod.ts` has no words, this is a type error. */
const own: Words<WordedPhrase> = {
  ...doubts,
  ...faults,
  ...shared,
  ...noLoss,
  ...noDuplicate,
  ...noPhantom,
  ...orderPerKey,
  ...noCorruption,
  ...callerSurvives,
  ...boundedWait,
  ...boundedMemory,
  ...noContradiction,
  ...storedOnce,
  ...noOrphan,
  ...progresses,
  ...noSilentGap,
  ...wholeTransactions,
  ...replicaEqual,
  ...boundedRetention,
  ...onTime,
  ...totalsAgree,
  ...nothingUnreadRemoved,
  ...knownServer,
};

/** All known words. A test may add the words of its own promise. */
export const words: AnyWords[] = [own];

/**
 * Returns one clause for this phrase.
 *
 * @throws Error if there are no words for its code
 */
export function wordOf(phrase: Phrase): string {
  for (const some of words) {
    const clause = clauseIn(some, phrase);
    if (clause !== undefined) return clause;
  }
  throw new Error(`no words for ${phrase.code}`);
}

/** Returns the clauses of all phrases, in their order. */
export const wordsOf = (phrases: readonly Phrase[]): string => phrases.map(wordOf).join("; ");
